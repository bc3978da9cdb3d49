'use client';
import { useState } from 'react';
import { PasswordField } from '@/app/_components/ui/password-field';
import { passwordError, passwordStrength } from '@/app/_lib/password-strength';
import { StrengthMeter } from './strength-meter';

interface NewPasswordFieldProps {
  readonly label: string;
  readonly error?: string | undefined;
}

/** A password that somebody chooses now, and how good it is. In a form as `password`. */
export function NewPasswordField({ label, error }: NewPasswordFieldProps) {
  const [password, setPassword] = useState('');
  const strength = passwordStrength(password);
  return (
    <div className="flex flex-col gap-2">
      <PasswordField
        label={label}
        name="password"
        autoComplete="new-password"
        hint={strength.hint}
        error={error}
        onChange={(event) => setPassword(event.currentTarget.value)}
        validate={passwordError}
      />
      <StrengthMeter score={strength.score} />
    </div>
  );
}

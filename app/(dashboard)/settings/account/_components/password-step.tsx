'use client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { UsernameForManagers } from '@/app/_components/account/username-for-managers';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { PasswordField } from '@/app/_components/ui/password-field';

export const WRONG_PASSWORD = { INVALID_PASSWORD: 'This is not your password.' };

interface PasswordStepProps {
  readonly email: string;
  /** What the button says. */
  readonly does: string;
  readonly dangerous?: boolean;
  /** Why it is asked for, or what will happen. */
  readonly children: ReactNode;
  /** @returns why not, in a sentence; undefined when it was taken */
  readonly onSubmit: (password: string) => Promise<string | undefined>;
  readonly onCancel: () => void;
}

/** Asks for the password before something about the account itself. */
export function PasswordStep({
  email,
  does,
  dangerous = false,
  children,
  onSubmit,
  onCancel,
}: PasswordStepProps) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    setBusy(true);
    const refused = await onSubmit(password);
    setBusy(false);
    setError(refused);
  }

  return (
    <form
      method="post"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4 p-4"
    >
      <p className="text-ink-2">{children}</p>
      <UsernameForManagers email={email} />
      <PasswordField label="Password" name="password" autoComplete="current-password" required />
      <FormError>{error}</FormError>
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant={dangerous ? 'danger' : 'primary'} busy={busy}>
          {does}
        </Button>
      </div>
    </form>
  );
}

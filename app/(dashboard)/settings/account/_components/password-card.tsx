'use client';
import { type FormEvent, useState } from 'react';
import { NewPasswordField } from '@/app/_components/account/new-password-field';
import { UsernameForManagers } from '@/app/_components/account/username-for-managers';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { FormError } from '@/app/_components/ui/form-error';
import { PasswordField } from '@/app/_components/ui/password-field';
import { Status } from '@/app/_components/ui/status';
import { authRequest, refusalOf } from '@/app/_lib/auth-request';
import { passwordError } from '@/app/_lib/password-strength';

const REFUSALS = { INVALID_PASSWORD: 'The present password is another one.' };

/** A new password, for whoever knows the present one. */
export function PasswordCard({ email }: { email: string }) {
  const [times, setTimes] = useState(0);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const newPassword = String(fields.get('password'));
    const wrong = passwordError(newPassword);
    if (wrong !== undefined) return setError(wrong);
    setBusy(true);
    const answer = await authRequest('/change-password', {
      currentPassword: String(fields.get('current')),
      newPassword,
    });
    setBusy(false);
    if (!answer.ok) return setError(refusalOf(answer, REFUSALS));
    setError(undefined);
    setTimes(times + 1);
  }

  return (
    <Card title="Password">
      {/* A form that was taken begins anew, with empty fields. */}
      <form
        method="post"
        key={times}
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4"
      >
        <UsernameForManagers email={email} />
        <PasswordField
          label="Present password"
          name="current"
          autoComplete="current-password"
          required
        />
        <NewPasswordField label="New password" />
        <p className="text-small text-ink-3">
          All your other sessions end with it: whoever knows the old password is out at once.
        </p>
        <FormError>{error}</FormError>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" busy={busy}>
            Change the password
          </Button>
          <span role="status">{times > 0 && <Status kind="ok" word="Changed" />}</span>
        </div>
      </form>
    </Card>
  );
}

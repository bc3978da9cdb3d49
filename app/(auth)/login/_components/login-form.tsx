'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { PasswordField } from '@/app/_components/ui/password-field';
import { TextField } from '@/app/_components/ui/text-field';
import { signIn } from '@/app/_lib/sign-in';

/** @param next where to go then: a path of ours */
export function LoginForm({ next }: { next: string }) {
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const refused = await signIn(String(form.get('email')), String(form.get('password')));
    // A new page, not a new route: nothing of who was here before may stay in this one.
    if (refused === undefined) return location.assign(next);
    setError(refused);
    setBusy(false);
  }

  return (
    <>
      <h1 className="text-title font-medium tracking-tight">Sign in</h1>
      <form onSubmit={(event) => void submit(event)} className="mt-6 flex flex-col gap-5">
        <FormError>{error}</FormError>
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          required
          autoFocus
        />
        <PasswordField label="Password" name="password" autoComplete="current-password" required />
        <Button type="submit" variant="primary" busy={busy} className="h-9">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </>
  );
}

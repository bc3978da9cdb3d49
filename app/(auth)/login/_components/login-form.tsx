'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { PasswordField } from '@/app/_components/ui/password-field';
import { TextField } from '@/app/_components/ui/text-field';
import { signIn } from '@/app/_lib/sign-in';
import { CodeForm } from './code-form';
import { ProviderButton } from './provider-button';

interface LoginFormProps {
  /** Where to go then: a path of ours. */
  readonly next: string;
  /** What the organisation calls its own sign-in, where one is configured. */
  readonly provider: string | undefined;
  /** Why that one led back here. */
  readonly refused: string | undefined;
}

/** The password, then a code where the account asks for one. */
export function LoginForm({ next, provider, refused }: LoginFormProps) {
  const [error, setError] = useState(refused);
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<'password' | 'code'>('password');
  // A new page, not a new route: nothing of who was here before may stay in this one.
  const enter = () => location.assign(next);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const tried = await signIn(String(form.get('email')), String(form.get('password')));
    if (tried.outcome === 'signed-in') return enter();
    setBusy(false);
    setError(tried.outcome === 'refused' ? tried.reason : undefined);
    if (tried.outcome === 'code') setStep('code');
  }

  if (step === 'code') return <CodeForm onDone={enter} onBack={() => setStep('password')} />;
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">Sign in</h1>
      <form
        method="post"
        onSubmit={(event) => void submit(event)}
        className="mt-6 flex flex-col gap-5"
      >
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
      {provider !== undefined && (
        <ProviderButton name={provider} next={next} onRefused={setError} />
      )}
    </>
  );
}

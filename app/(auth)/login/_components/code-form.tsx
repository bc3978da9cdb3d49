'use client';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { TextField } from '@/app/_components/ui/text-field';
import { signInWithCode } from '@/app/_lib/sign-in';

interface CodeFormProps {
  readonly onDone: () => void;
  readonly onBack: () => void;
}

/** The second step: what the app on the phone shows, or a backup code when the phone is gone. */
export function CodeForm({ onDone, onBack }: CodeFormProps) {
  const [kind, setKind] = useState<'app' | 'backup'>('app');
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    setBusy(true);
    const refused = await signInWithCode(kind, kind === 'app' ? digitsOf(code) : code.trim());
    if (refused === undefined) return onDone();
    setError(refused);
    setBusy(false);
  }

  return (
    <>
      <h1 className="text-title font-medium tracking-tight">Confirm that it is you</h1>
      <p className="mt-1 text-ink-2">
        {kind === 'app'
          ? 'Your password was right. Now the six digits that your app shows for OpsBro.'
          : 'One of the codes that you kept when you turned this on. Each works once.'}
      </p>
      <form
        method="post"
        onSubmit={(event) => void submit(event)}
        className="mt-6 flex flex-col gap-5"
      >
        <FormError>{error}</FormError>
        <TextField
          key={kind}
          label={kind === 'app' ? 'Code from the app' : 'Backup code'}
          name="code"
          autoComplete="one-time-code"
          inputMode={kind === 'app' ? 'numeric' : 'text'}
          spellCheck={false}
          autoCapitalize="none"
          required
          autoFocus
        />
        <Button type="submit" variant="primary" busy={busy} className="h-9">
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
        <div className="flex flex-wrap justify-between gap-2">
          <Button
            variant="quiet"
            className="-ml-3"
            onClick={() => {
              setKind(kind === 'app' ? 'backup' : 'app');
              setError(undefined);
            }}
          >
            {kind === 'app' ? 'Use a backup code' : 'Use the app'}
          </Button>
          <Button variant="quiet" className="-mr-3" onClick={onBack}>
            Start again
          </Button>
        </div>
      </form>
    </>
  );
}

/** Apps show them as `123 456`. */
function digitsOf(code: string): string {
  return code.replace(/\s/g, '');
}

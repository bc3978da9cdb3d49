'use client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answerProof } from '@/app/_lib/proof';
import { signOut } from '@/app/_lib/sign-out';
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FormError } from '../ui/form-error';
import { PasswordField } from '../ui/password-field';
import { TextField } from '../ui/text-field';
import { UsernameForManagers } from './username-for-managers';

/** Asks who it is before something dangerous; what waited for the answer then goes on by itself. */
export function ProofDialog() {
  const trpc = useTRPC();
  const api = useTRPCClient();
  const { data: account } = useQuery(trpc.account.show.queryOptions());
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const refuse = () => answerProof(false);
  if (account?.hasPassword === false) return <NoPassword onClose={refuse} />;

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // Forms around this one, in the tree of React, are not meant.
    event.stopPropagation();
    const form = new FormData(event.currentTarget);
    const code = String(form.get('code') ?? '').replace(/\s/g, '');
    setBusy(true);
    try {
      const password = String(form.get('password'));
      await api.account.prove.mutate({ password, ...(code === '' ? {} : { code }) });
      answerProof(true);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : 'The server refused this.');
      setBusy(false);
    }
  }

  return (
    <Dialog title="Confirm that it is you" onClose={refuse} className="sm:max-w-sm">
      <form
        method="post"
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4 p-4"
      >
        <p className="text-ink-2">
          Asked before anything dangerous; good for five minutes. What you were doing goes on.
        </p>
        <UsernameForManagers email={account?.user.email ?? ''} />
        <PasswordField label="Password" name="password" autoComplete="current-password" required />
        {account?.twoFactor === true && (
          <TextField
            label="Code from the app"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            spellCheck={false}
            required
          />
        )}
        <FormError>{error}</FormError>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={refuse}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            Confirm
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who came by the organisation's sign-in proves it there: a new session is as good as a password. */
function NoPassword({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Confirm that it is you" onClose={onClose} className="sm:max-w-sm">
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">
          Asked before anything dangerous. Your account has no password to ask for: sign out and in
          again, then do this within five minutes.
        </p>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { NewPasswordField } from '@/app/_components/account/new-password-field';
import { UsernameForManagers } from '@/app/_components/account/username-for-managers';
import { Button } from '@/app/_components/ui/button';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { FormError } from '@/app/_components/ui/form-error';
import { Skeleton } from '@/app/_components/ui/skeleton';
import { TextField } from '@/app/_components/ui/text-field';
import { passwordError } from '@/app/_lib/password-strength';
import { personNameError } from '@/app/_lib/person-name';
import { signIn } from '@/app/_lib/sign-in';
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc';
import { useFragment } from '@/app/_lib/use-fragment';

import { UsedLink } from './used-link';

/** For whoever holds a one-time link: who the account is for, a name, a password. */
export function AcceptForm() {
  const code = useFragment();
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.auth.inviteState.queryOptions(
      { code: code ?? '' },
      { enabled: code !== undefined && code !== '', staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  if (code === '' || data === null) return <UsedLink />;
  if (error !== null) {
    return (
      <ErrorCard
        title="The link could not be looked up"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message}
      </ErrorCard>
    );
  }
  if (code === undefined || data === undefined) return <Skeleton className="h-72" />;
  return <Acceptance code={code} invite={data} />;
}

interface Invite {
  readonly name: string;
  readonly email: string;
  /** A new account, or a new password for one. */
  readonly kind: 'invite' | 'reset';
}

function Acceptance({ code, invite }: { code: string; invite: Invite }) {
  const [errors, setErrors] = useState<{ name?: string; password?: string }>({});
  const accept = useAcceptance(code, invite.email);
  const isReset = invite.kind === 'reset';

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = isReset ? invite.name : String(form.get('name')).trim();
    const password = String(form.get('password'));
    const wrong = { name: personNameError(name), password: passwordError(password) };
    setErrors({
      ...(wrong.name === undefined ? {} : { name: wrong.name }),
      ...(wrong.password === undefined ? {} : { password: wrong.password }),
    });
    if (wrong.name === undefined && wrong.password === undefined) accept.mutate({ name, password });
  }

  return (
    <>
      <h1 className="text-title font-medium tracking-tight">
        {isReset ? 'Choose a new password' : 'Welcome to OpsBro'}
      </h1>
      <p className="mt-1 text-ink-2 [overflow-wrap:anywhere]">
        {isReset ? 'For the account of' : 'You sign in as'}{' '}
        <strong className="font-medium text-ink">{invite.email}</strong>. The link works once.
        {isReset && ' All sessions of this account end.'}
      </p>
      <form method="post" onSubmit={submit} noValidate className="mt-6 flex flex-col gap-5">
        <FormError>{accept.error?.message}</FormError>
        <UsernameForManagers email={invite.email} />
        {!isReset && (
          <TextField
            label="Name"
            name="name"
            autoComplete="name"
            defaultValue={invite.name}
            autoFocus
            error={errors.name}
            validate={personNameError}
          />
        )}
        <NewPasswordField label={isReset ? 'New password' : 'Password'} error={errors.password} />
        <Button type="submit" variant="primary" busy={accept.isPending} className="h-9">
          {isReset ? 'Save and sign in' : 'Create the account'}
        </Button>
      </form>
    </>
  );
}

/** Takes the link's account over and signs in with it; a code that is asked for, the login asks. */
function useAcceptance(code: string, email: string) {
  const api = useTRPCClient();
  return useMutation({
    mutationFn: async ({ name, password }: { name: string; password: string }) => {
      await api.auth.acceptInvite.mutate({ code, name, password });
      const { outcome } = await signIn(email, password);
      location.assign(outcome === 'signed-in' ? '/' : '/login');
    },
  });
}

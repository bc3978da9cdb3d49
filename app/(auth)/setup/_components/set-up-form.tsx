'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { NewPasswordField } from '@/app/_components/account/new-password-field';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { TextField } from '@/app/_components/ui/text-field';
import { signIn } from '@/app/_lib/sign-in';
import { useTRPCClient } from '@/app/_lib/trpc';
import { useFragment } from '@/app/_lib/use-fragment';
import { setUpRequest } from '@/common/domain/user';
import { NoCode } from './no-code';

/** The first account, for whoever holds the one-time code of the console. */
export function SetUpForm() {
  const code = useFragment();
  const [errors, setErrors] = useState<FieldErrors>({});
  const creation = useCreation();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const wanted = setUpRequest.safeParse({
      ...Object.fromEntries(new FormData(event.currentTarget)),
      code,
    });
    setErrors(wanted.success ? {} : fieldErrors(wanted.error.issues));
    if (wanted.success) creation.mutate(wanted.data);
  }

  if (code === '') return <NoCode />;
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">Create the first account</h1>
      <p className="mt-1 text-ink-2">It is the admin of this server. The link works once.</p>
      <form method="post" onSubmit={submit} noValidate className="mt-6 flex flex-col gap-5">
        <FormError>{creation.error?.message}</FormError>
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          autoFocus
          error={errors.name}
          validate={(name) => errorOf('name', name)}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          hint="To sign in with. Nothing is sent to it."
          error={errors.email}
          validate={(email) => errorOf('email', email)}
        />
        <NewPasswordField label="Password" error={errors.password} />
        <Button type="submit" variant="primary" busy={creation.isPending} className="h-9">
          {creation.isPending ? 'Creating the account…' : 'Create the account'}
        </Button>
      </form>
    </>
  );
}

type Field = 'name' | 'email' | 'password';
type FieldErrors = Partial<Record<Field, string>>;

/** Creates the account, signs in with it, and goes to the Overview. */
function useCreation() {
  const api = useTRPCClient();
  return useMutation({
    mutationFn: async (wanted: Parameters<typeof api.auth.setUp.mutate>[0]) => {
      await api.auth.setUp.mutate(wanted);
      const { outcome } = await signIn(wanted.email, wanted.password);
      location.assign(outcome === 'signed-in' ? '/' : '/login');
    },
  });
}

function errorOf(field: Field, value: string): string | undefined {
  return setUpRequest.shape[field].safeParse(value).error?.issues[0]?.message;
}

function fieldErrors(issues: readonly { path: PropertyKey[]; message: string }[]): FieldErrors {
  const errors: FieldErrors = {};
  for (const { path, message } of issues) {
    const [field] = path;
    if (field === 'name' || field === 'email' || field === 'password') errors[field] ??= message;
  }
  return errors;
}

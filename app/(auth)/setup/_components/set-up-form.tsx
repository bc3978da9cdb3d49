'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { PasswordField } from '@/app/_components/ui/password-field';
import { TextField } from '@/app/_components/ui/text-field';
import { passwordStrength } from '@/app/_lib/password-strength';
import { signIn } from '@/app/_lib/sign-in';
import { useTRPCClient } from '@/app/_lib/trpc';
import { setUpRequest } from '@/common/domain/user';
import { NoCode } from './no-code';
import { StrengthMeter } from './strength-meter';

/** The first account, for whoever holds the one-time code of the console. */
export function SetUpForm() {
  const code = useCode();
  const [password, setPassword] = useState('');
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
  const strength = passwordStrength(password);
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">Create the first account</h1>
      <p className="mt-1 text-ink-2">It is the admin of this server. The link works once.</p>
      <form onSubmit={submit} noValidate className="mt-6 flex flex-col gap-5">
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
        <div className="flex flex-col gap-2">
          <PasswordField
            label="Password"
            name="password"
            autoComplete="new-password"
            hint={strength.hint}
            error={errors.password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            validate={(value) => errorOf('password', value)}
          />
          <StrengthMeter score={strength.score} />
        </div>
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
      const refused = await signIn(wanted.email, wanted.password);
      location.assign(refused === undefined ? '/' : '/login');
    },
  });
}

/** What stands behind the # of the one-time link: no request and no log ever carries it. */
function useCode(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash.slice(1),
    () => undefined,
  );
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

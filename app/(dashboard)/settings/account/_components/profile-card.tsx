'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { FormError } from '@/app/_components/ui/form-error';
import { TextField } from '@/app/_components/ui/text-field';
import { personNameError } from '@/app/_lib/person-name';
import { useTRPC } from '@/app/_lib/trpc';
import type { AccountDetail } from '@/common/domain/account';
import { GRANT_WORDS, ROLE_WORDS } from '../../_components/role-words';

/** Who this is here, and what this account may do. */
export function ProfileCard({ first }: { first: AccountDetail }) {
  const { user } = first;
  const trpc = useTRPC();
  const router = useRouter();
  const [name, setName] = useState(user.name);
  const rename = useMutation(
    trpc.account.rename.mutationOptions({ onSuccess: () => router.refresh() }),
  );
  const changed = name.trim() !== user.name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (personNameError(name) === undefined) rename.mutate({ name: name.trim() });
  }

  return (
    <Card title="You">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          value={name}
          validate={personNameError}
          onChange={({ target }) => setName(target.value)}
        />
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          <dt className="text-ink-3">E-mail</dt>
          <dd className="[overflow-wrap:anywhere]">{user.email}</dd>
          <dt className="text-ink-3">Role</dt>
          <dd>
            {ROLE_WORDS[user.role].label}
            <span className="block text-small text-ink-3">{ROLE_WORDS[user.role].help}</span>
          </dd>
          <dt className="text-ink-3">Extra</dt>
          <dd>
            {user.grants.length === 0
              ? 'nothing beyond the role'
              : user.grants.map((grant) => GRANT_WORDS[grant].label).join(', ')}
          </dd>
        </dl>
        <FormError>{rename.error?.message}</FormError>
        {changed && (
          <div className="flex gap-2">
            <Button type="submit" variant="primary" busy={rename.isPending}>
              Save the name
            </Button>
            <Button variant="quiet" onClick={() => setName(user.name)}>
              Undo
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

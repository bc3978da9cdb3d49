'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { Dialog } from '@/app/_components/ui/dialog';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { TextField } from '@/app/_components/ui/text-field';
import { personNameError } from '@/app/_lib/person-name';
import { useTRPC } from '@/app/_lib/trpc';
import type { Role } from '@/common/domain/user';
import { OneTimeLink } from '../../_components/one-time-link';
import { ROLE_OPTIONS, ROLE_WORDS } from '../../_components/role-words';

interface InviteDialogProps {
  readonly onInvited: () => void;
  readonly onClose: () => void;
}

/** Whom, as what; then the link to hand over. This server sends no mail. */
export function InviteDialog({ onInvited, onClose }: InviteDialogProps) {
  const trpc = useTRPC();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const invite = useMutation(trpc.users.invite.mutationOptions({ onSuccess: onInvited }));
  const ready = personNameError(name) === undefined && emailError(email) === undefined;
  const wanted = { name: name.trim(), email: email.trim(), role };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (ready) invite.mutate(wanted);
  }

  if (invite.data !== undefined) {
    return (
      <Dialog title={`${name.trim()} is invited`} onClose={onClose}>
        <div className="flex flex-col gap-4 p-4">
          <OneTimeLink link={invite.data}>
            {`Hand this link to ${name.trim()}: it lets them choose a password and sign in.`}
          </OneTimeLink>
          <div className="flex justify-end">
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Invite somebody" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5 p-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="off"
          value={name}
          validate={personNameError}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          value={email}
          validate={emailError}
          hint="They sign in with it. Nothing is sent to it: you get a link to hand over."
          onChange={({ target }) => setEmail(target.value)}
        />
        <SelectField
          label="Role"
          value={role}
          onChange={setRole}
          options={ROLE_OPTIONS}
          hint={ROLE_WORDS[role].help}
        />
        <CopyAs path="users.invite" isProven input={ready ? wanted : undefined} />
        <FormError>{invite.error?.message}</FormError>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={invite.isPending} disabled={!ready}>
            Make the link
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What is clearly none; the server decides on the rest. */
function emailError(email: string): string | undefined {
  const isOne = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim());
  return isOne && email.length <= 254 ? undefined : 'This is not an e-mail address.';
}

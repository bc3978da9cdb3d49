'use client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyAs } from '@/app/_components/copy-as';
import { Button } from '@/app/_components/ui/button';
import { CheckField } from '@/app/_components/ui/check-field';
import { Dialog } from '@/app/_components/ui/dialog';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { useTRPC } from '@/app/_lib/trpc';
import type { UserRow } from '@/common/domain/account';
import type { Grant } from '@/common/domain/user';
import { GRANT_LIST, GRANT_WORDS, ROLE_OPTIONS, ROLE_WORDS } from '../../_components/role-words';
import { RemoveUserDialog } from './remove-user-dialog';
import { UserDoors } from './user-doors';

interface UserDialogProps {
  readonly user: UserRow;
  readonly isOwn: boolean;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** What one account may do, and its ways in. */
export function UserDialog({ user, isOwn, onChanged, onClose }: UserDialogProps) {
  const trpc = useTRPC();
  const [role, setRole] = useState(user.role);
  const [grants, setGrants] = useState<readonly Grant[]>(user.grants);
  const [disabled, setDisabled] = useState(user.disabled);
  const [removing, setRemoving] = useState(false);
  const wanted = { userId: user.id, role, grants: [...grants], disabled };
  const edit = useMutation(
    trpc.users.edit.mutationOptions({
      onSuccess() {
        onChanged();
        onClose();
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    edit.mutate(wanted);
  }

  if (removing) {
    return (
      <RemoveUserDialog
        user={user}
        onClose={() => setRemoving(false)}
        onRemoved={() => {
          onChanged();
          onClose();
        }}
      />
    );
  }
  return (
    <Dialog title={user.name} onClose={onClose} className="sm:max-w-xl">
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <p className="text-ink-3 [overflow-wrap:anywhere]">{user.email}</p>
        <SelectField
          label="Role"
          value={role}
          onChange={setRole}
          options={ROLE_OPTIONS}
          hint={ROLE_WORDS[role].help}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">Besides the role</legend>
          {GRANT_LIST.map((grant) => (
            <CheckField
              key={grant}
              label={GRANT_WORDS[grant].label}
              hint={GRANT_WORDS[grant].help}
              checked={grants.includes(grant)}
              onChange={(on) => setGrants(withGrant(grants, grant, on))}
            />
          ))}
        </fieldset>
        <CheckField
          label="Disabled"
          hint="Nobody signs in with it, its sessions and tokens end at once. What it did stays on record."
          checked={disabled}
          disabled={isOwn}
          onChange={setDisabled}
        />
        <CopyAs path="users.edit" isProven input={wanted} />
        <FormError>{edit.error?.message}</FormError>
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={edit.isPending}>
            Save
          </Button>
        </div>
      </form>
      <UserDoors
        user={user}
        isOwn={isOwn}
        onChanged={onChanged}
        onRemove={() => setRemoving(true)}
      />
    </Dialog>
  );
}

function withGrant(grants: readonly Grant[], grant: Grant, on: boolean): readonly Grant[] {
  const others = grants.filter((one) => one !== grant);
  return on ? [...others, grant] : others;
}

'use client';
import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { useTRPC } from '@/app/_lib/trpc';
import type { UserRow } from '@/common/domain/account';

interface RemoveUserDialogProps {
  readonly user: UserRow;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** The end of an account. */
export function RemoveUserDialog({ user, onRemoved, onClose }: RemoveUserDialogProps) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.users.remove.mutationOptions({ onSuccess: onRemoved }));
  return (
    <ConfirmDialog
      title={`Remove ${user.name}`}
      does="Remove the account"
      typedName={user.name}
      busy={remove.isPending}
      error={remove.error?.message}
      onConfirm={() => remove.mutate({ userId: user.id })}
      onClose={onClose}
    >
      <p>
        {user.email} can no longer sign in. Its sessions and API tokens end within a second: scripts
        that use them are refused. What it did stays in the audit log and on the timeline.
      </p>
      <p>To keep it for later, disable it instead.</p>
    </ConfirmDialog>
  );
}

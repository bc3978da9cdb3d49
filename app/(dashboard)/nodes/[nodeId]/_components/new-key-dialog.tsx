'use client';
import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeDetail } from '@/common/domain/node';

interface NewKeyDialogProps {
  readonly node: NodeDetail;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Another key for the agent, while it goes on being the same node. */
export function NewKeyDialog({ node, onDone, onClose }: NewKeyDialogProps) {
  const trpc = useTRPC();
  const ask = useMutation(trpc.enrolment.askNewKey.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      harmless
      title={`A new key for ${node.name}`}
      does="Ask for it"
      busy={ask.isPending}
      error={ask.error?.message}
      onConfirm={() => ask.mutate({ nodeId: node.id })}
      onClose={onClose}
    >
      <p>
        The agent makes a new key on its machine and proves it with the old one. It stays the same
        node, with its history. Until the new key was used once, the old one works too.
      </p>
      <p>If it is not connected now, it does so when it is back.</p>
    </ConfirmDialog>
  );
}

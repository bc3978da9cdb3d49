'use client';
import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeDetail } from '@/common/domain/node';

interface RevokeDialogProps {
  readonly node: NodeDetail;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Shuts a node out; what it sent stays. */
export function RevokeDialog({ node, onDone, onClose }: RevokeDialogProps) {
  const trpc = useTRPC();
  const revoke = useMutation(trpc.enrolment.revokeNode.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      title={`Revoke ${node.name}`}
      does="Revoke it"
      typedName={node.name}
      busy={revoke.isPending}
      error={revoke.error?.message}
      onConfirm={() => revoke.mutate({ nodeId: node.id })}
      onClose={onClose}
    >
      <p>
        Its connection is closed within a second, and its key opens nothing from then on. The agent
        keeps running there and keeps what it collects. Its history stays here.
      </p>
      <p>This does not come back: the machine joins again with a new key, as a new node.</p>
    </ConfirmDialog>
  );
}

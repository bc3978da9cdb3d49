'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeDetail } from '@/common/domain/node';

interface RemoveDialogProps {
  readonly node: NodeDetail;
  readonly onClose: () => void;
}

/** The end of a node, with everything that is known of it. */
export function RemoveDialog({ node, onClose }: RemoveDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const remove = useMutation(
    trpc.nodes.remove.mutationOptions({ onSuccess: () => router.push('/nodes') }),
  );
  return (
    <ConfirmDialog
      title={`Remove ${node.name}`}
      does="Remove it with its history"
      typedName={node.name}
      busy={remove.isPending || remove.isSuccess}
      error={remove.error?.message}
      onConfirm={() => remove.mutate({ nodeId: node.id })}
      onClose={onClose}
    >
      <p>
        Its measurements, facts, collectors and timeline are deleted here, and its key opens nothing
        any more. Only the audit log keeps that it was there. A backup from before is the only way
        back.
      </p>
      <p>
        On the machine itself the agent stays:{' '}
        <code className="font-mono">sudo opsbro agent uninstall</code> takes it away.
      </p>
    </ConfirmDialog>
  );
}

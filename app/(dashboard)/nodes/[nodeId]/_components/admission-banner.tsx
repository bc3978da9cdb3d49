'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { NODE_STATUS } from '@/app/_components/ui/node-status';
import { StatusIcon } from '@/app/_components/ui/status';
import { cx } from '@/app/_lib/cx';
import { useTRPC } from '@/app/_lib/trpc';
import type { NodeDetail } from '@/common/domain/node';

interface AdmissionBannerProps {
  readonly node: NodeDetail;
  /** Whether this person lets machines in. */
  readonly mayDecide: boolean;
  readonly onChanged: () => void;
}

/** Why nothing comes from a node that is not let in, and what to do about it. */
export function AdmissionBanner({ node, mayDecide, onChanged }: AdmissionBannerProps) {
  if (node.admission === 'active') return null;
  const { kind, word } = NODE_STATUS[node.admission === 'pending' ? 'waiting' : node.admission];
  return (
    <section
      aria-label={word}
      className={cx(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg px-4 py-3',
        node.admission === 'quarantined' ? 'bg-critical-tint' : 'bg-pending-tint',
      )}
    >
      <StatusIcon kind={kind} className="mt-0.5" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{word}</p>
        <p className="max-w-prose text-ink-2">{WORDS[node.admission]}</p>
        {node.admissionReason !== '' && <p className="text-ink-2">{node.admissionReason}</p>}
      </div>
      {mayDecide && node.admission === 'pending' && (
        <Decision nodeId={node.id} onChanged={onChanged} />
      )}
      {node.admission === 'quarantined' && (
        <Link href="/settings/enrolment" className="font-medium text-accent hover:underline">
          See both and decide
        </Link>
      )}
    </section>
  );
}

const WORDS: Readonly<Record<Exclude<NodeDetail['admission'], 'active'>, ReactNode>> = {
  pending:
    'Nothing is taken from this machine and nothing is sent to it until an admin has approved it. Compare what it says of itself with the machine.',
  quarantined:
    'Two machines show this identity, so neither is heard. Both keep what they collect until somebody says which is the node.',
  revoked: (
    <>
      This node’s key opens nothing any more. Its history stays until the node is removed. To let
      the machine in again, run <code className="font-mono">sudo opsbro agent rekey</code> on it,
      and join it as a new node.
    </>
  ),
};

function Decision({ nodeId, onChanged }: { nodeId: string; onChanged: () => void }) {
  const trpc = useTRPC();
  const approve = useMutation(trpc.enrolment.approve.mutationOptions({ onSuccess: onChanged }));
  const refuse = useMutation(trpc.enrolment.refuse.mutationOptions({ onSuccess: onChanged }));
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="danger" busy={refuse.isPending} onClick={() => refuse.mutate({ nodeId })}>
        Refuse
      </Button>
      <Button variant="primary" busy={approve.isPending} onClick={() => approve.mutate({ nodeId })}>
        Approve
      </Button>
      <FormError>{(approve.error ?? refuse.error)?.message}</FormError>
    </div>
  );
}

'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import type { WaitingNode } from '@/common/domain/enrolment';
import type { NodeClaimant } from '@/common/domain/node';
import { MachineFacts } from './machine-facts';
import { saySame, twinFacts } from './prepare-machine';

interface QuarantinedMachineProps {
  readonly machine: WaitingNode;
  readonly mayDecide: boolean;
  readonly onDecided: () => void;
}

/** One identity that two machines show: both side by side, and which of them it is. */
export function QuarantinedMachine({ machine, mayDecide, onDecided }: QuarantinedMachineProps) {
  const [chosen, setChosen] = useState<NodeClaimant>();
  const { claimants } = machine;
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex items-start gap-3">
        <StatusIcon kind="critical" className="mt-0.5" />
        <div className="min-w-0">
          <p className="[overflow-wrap:anywhere]">
            <Link href={`/nodes/${machine.nodeId}`} className="font-medium hover:underline">
              {machine.name}
            </Link>{' '}
            <span className="text-small text-ink-3">
              since <RelativeTime atMs={machine.sinceMs} />
            </span>
          </p>
          <p className="max-w-prose text-ink-2">
            Two machines show this identity: one was copied from the other, or an old image was
            started. Neither is heard until you say which is the node. The other keeps running; run{' '}
            <code className="font-mono">sudo opsbro agent rekey</code> on it, and let it join as a
            node of its own.
          </p>
        </div>
      </div>
      {saySame(claimants) && (
        <p className="max-w-prose pl-7 text-ink-2">
          Both say the same of themselves: they run on one machine, or one was copied while it ran.
          Stop the one that should not be there, and see which is no longer seen.
        </p>
      )}
      <ul className="grid gap-3 lg:grid-cols-2">
        {claimants.map((claimant, index) => (
          <li key={claimant.id} className="flex flex-col gap-3 rounded-md border border-line p-3">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <strong className="font-medium">
                {index === 0 ? 'Was the node until then' : 'Came later'}
              </strong>
              <span className="text-small text-ink-3">
                last seen <RelativeTime atMs={claimant.lastSeenMs} />
              </span>
            </p>
            <MachineFacts facts={twinFacts(claimant, claimants)} />
            {mayDecide && (
              <Button
                className="self-start"
                onClick={() => setChosen(claimant)}
                aria-label={`This is ${machine.name}: the one at ${claimant.address}`}
              >
                This one is {machine.name}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <SettleDialog
          machine={machine}
          claimant={chosen}
          onDone={() => {
            setChosen(undefined);
            onDecided();
          }}
          onClose={() => setChosen(undefined)}
        />
      )}
    </li>
  );
}

interface SettleDialogProps {
  readonly machine: WaitingNode;
  readonly claimant: NodeClaimant;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function SettleDialog({ machine, claimant, onDone, onClose }: SettleDialogProps) {
  const trpc = useTRPC();
  const settle = useMutation(trpc.enrolment.settle.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      harmless
      title={`Which is ${machine.name}?`}
      does={`The one at ${claimant.address || 'that address'}`}
      busy={settle.isPending}
      error={settle.error?.message}
      onConfirm={() => settle.mutate({ nodeId: machine.nodeId, claimant: claimant.id })}
      onClose={onClose}
    >
      <p>
        The machine at <span className="font-mono">{claimant.address || 'no known address'}</span>{' '}
        goes on as {machine.name}, and sends what it has kept meanwhile. Every other one is refused
        with this identity from now on, and told to make one of its own.
      </p>
    </ConfirmDialog>
  );
}

'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { Button } from '@/app/_components/ui/button';
import { FormError } from '@/app/_components/ui/form-error';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { StatusIcon } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import type { WaitingNode } from '@/common/domain/enrolment';
import { MachineFacts } from './machine-facts';
import { factsOf } from './prepare-machine';

interface PendingMachineProps {
  readonly machine: WaitingNode;
  readonly mayDecide: boolean;
  readonly onDecided: () => void;
}

/** Everything by which a person recognises a machine, and the two answers. */
export function PendingMachine({ machine, mayDecide, onDecided }: PendingMachineProps) {
  const trpc = useTRPC();
  const { nodeId } = machine;
  const approve = useMutation(trpc.enrolment.approve.mutationOptions({ onSuccess: onDecided }));
  const refuse = useMutation(trpc.enrolment.refuse.mutationOptions({ onSuccess: onDecided }));
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StatusIcon kind="pending" />
        <p className="min-w-0 flex-1 basis-48 [overflow-wrap:anywhere]">
          <Link href={`/nodes/${nodeId}`} className="font-medium hover:underline">
            {machine.name}
          </Link>{' '}
          <span className="text-small text-ink-3">
            came <RelativeTime atMs={machine.sinceMs} />
            {machine.tokenNote !== '' && ` with “${machine.tokenNote}”`}
          </span>
        </p>
        {mayDecide && (
          <span className="flex gap-2">
            <Button
              variant="danger"
              busy={refuse.isPending}
              onClick={() => refuse.mutate({ nodeId })}
              aria-label={`Refuse ${machine.name}`}
            >
              Refuse
            </Button>
            <Button
              variant="primary"
              busy={approve.isPending}
              onClick={() => approve.mutate({ nodeId })}
              aria-label={`Approve ${machine.name}`}
            >
              Approve
            </Button>
          </span>
        )}
      </div>
      <FormError>{(approve.error ?? refuse.error)?.message}</FormError>
      <MachineFacts facts={factsOf(machine)} />
      {machine.sameMachine !== null && (
        <p className="flex items-start gap-2 text-warning">
          <StatusIcon kind="warning" className="mt-0.5" />
          <span>
            The same machine id is here as{' '}
            <Link href={`/nodes/${machine.sameMachine.nodeId}`} className="underline">
              {machine.sameMachine.name}
            </Link>
            : it was installed anew, or it is a copy. If it takes that one’s place, revoke or remove
            that one afterwards.
          </span>
        </p>
      )}
      <p className="text-small text-ink-3">
        Compare with the machine itself: <code className="font-mono">sudo opsbro agent info</code>{' '}
        names its node id, <code className="font-mono">cat /etc/machine-id</code> its machine. Until
        then nothing is taken from it and nothing is sent to it.
      </p>
    </li>
  );
}

'use client';
import { useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { Card } from '@/app/_components/ui/card';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { StatusIcon } from '@/app/_components/ui/status';
import { useTRPC } from '@/app/_lib/trpc';
import type { WaitingNodes } from '@/common/domain/enrolment';
import { formatCount } from '@/common/format';
import { PendingMachine } from './pending-machine';
import { QuarantinedMachine } from './quarantined-machine';

const REFRESH_MS = 15_000;

interface WaitingMachinesProps {
  readonly first: WaitingNodes;
  /** Whether this person answers, or only sees. */
  readonly mayDecide: boolean;
}

/** Machines that are not let in until a person has decided; told as soon as one comes. */
export function WaitingMachines({ first, mayDecide }: WaitingMachinesProps) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.enrolment.waiting.queryOptions(undefined, {
      initialData: first,
      refetchInterval: REFRESH_MS,
    }),
  );
  const refresh = () => void refetch();
  useSubscription(trpc.enrolment.watch.subscriptionOptions({}, { onData: refresh }));
  const { pending, quarantined } = data;
  return (
    <>
      {error !== null && (
        <ErrorCard title="Who waits could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      {quarantined.length > 0 && (
        <Card flush title="Quarantined" note={formatCount(quarantined.length)}>
          <ul className="divide-y divide-line">
            {quarantined.map((machine) => (
              <QuarantinedMachine
                key={machine.nodeId}
                machine={machine}
                mayDecide={mayDecide}
                onDecided={refresh}
              />
            ))}
          </ul>
        </Card>
      )}
      <Card
        flush
        title="Waiting to be let in"
        note={pending.length === 0 ? undefined : formatCount(pending.length)}
      >
        {pending.length === 0 ? (
          <p className="flex items-start gap-2 px-4 py-3 text-ink-2">
            <StatusIcon kind="ok" className="mt-0.5" />
            Nobody. Machines that come with a token that asks for approval appear here by
            themselves.
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {pending.map((machine) => (
              <PendingMachine
                key={machine.nodeId}
                machine={machine}
                mayDecide={mayDecide}
                onDecided={refresh}
              />
            ))}
          </ul>
        )}
      </Card>
    </>
  );
}

'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { ButtonLink } from '@/app/_components/ui/button';
import { StatusIcon, type StatusKind } from '@/app/_components/ui/status';
import { useRunningNow } from '@/app/_lib/now';
import { useTRPC } from '@/app/_lib/trpc';
import { formatDuration } from '@/common/format';
import { ApproveHere } from './approve-here';
import { type Arrival, arrivalsWith } from './prepare-arrivals';

interface AwaitedNodesProps {
  readonly tokenId: string;
  readonly usesMax: number;
}

/** Waits with the person, and greets whoever comes. */
export function AwaitedNodes({ tokenId, usesMax }: AwaitedNodesProps) {
  const trpc = useTRPC();
  const [arrivals, setArrivals] = useState<readonly Arrival[]>([]);
  useSubscription(
    trpc.enrolment.watch.subscriptionOptions(
      { tokenId },
      { onData: (event) => setArrivals((known) => arrivalsWith(known, event.data)) },
    ),
  );
  const here = arrivals.filter(({ kind }) => kind === 'enrolled').length;
  return (
    <section aria-label="The new machine" className="rounded-md border border-line">
      {here < usesMax && <Waiting among={usesMax - here} isFirst={arrivals.length === 0} />}
      <ul role="status" className="divide-y divide-line">
        {arrivals.map((arrival) => (
          <li
            key={arrival.nodeId}
            className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-3"
          >
            <StatusIcon kind={ARRIVAL_STATUS[arrival.kind]} />
            <ArrivalWords
              arrival={arrival}
              onDecided={(admitted) =>
                setArrivals((known) =>
                  arrivalsWith(known, { ...arrival, kind: admitted ? 'enrolled' : 'refused' }),
                )
              }
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const ARRIVAL_STATUS: Readonly<Record<Arrival['kind'], StatusKind>> = {
  enrolled: 'ok',
  pending: 'pending',
  quarantined: 'critical',
  refused: 'warning',
};

interface ArrivalWordsProps {
  readonly arrival: Arrival;
  readonly onDecided: (admitted: boolean) => void;
}

function ArrivalWords({ arrival: { kind, nodeId, name }, onDecided }: ArrivalWordsProps) {
  if (kind === 'enrolled') {
    return (
      <>
        <p className="min-w-0 flex-1 font-medium [overflow-wrap:anywhere]">
          {name} is here. Welcome!
        </p>
        <ButtonLink href={`/nodes/${nodeId}`} variant="primary">
          Open {name.length > 24 ? 'its page' : name}
        </ButtonLink>
      </>
    );
  }
  if (kind === 'pending') return <ApproveHere nodeId={nodeId} name={name} onDecided={onDecided} />;
  if (kind === 'quarantined') {
    return (
      <p className="min-w-0 flex-1">
        <strong className="font-medium">{name}</strong> shows an identity that another machine has
        as well.{' '}
        <Link href="/settings/enrolment" className="text-accent hover:underline">
          See both and decide
        </Link>
      </p>
    );
  }
  return (
    <p className="min-w-0 flex-1">
      <strong className="font-medium">{name || 'A machine'}</strong> was refused. Its own output
      says why.
    </p>
  );
}

function Waiting({ among, isFirst }: { among: number; isFirst: boolean }) {
  const [sinceMs, setSinceMs] = useState<number>();
  useEffect(() => setSinceMs(Date.now()), []);
  const waited = useRunningNow((nowMs) => formatDuration((nowMs - (sinceMs ?? nowMs)) / 1_000));
  return (
    <p className="flex items-center gap-3 px-3 py-3 text-ink-2">
      <span aria-hidden className="relative grid size-4 place-items-center">
        <span className="absolute size-3 animate-breathe rounded-full bg-accent-tint" />
        <span className="size-1.5 rounded-full bg-accent" />
      </span>
      {isFirst ? 'Waiting for the machine…' : `Waiting for ${among} more…`}
      <span className="text-ink-3">({waited})</span>
    </p>
  );
}

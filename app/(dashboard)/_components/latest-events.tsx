'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { cx } from '@/app/_lib/cx';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { TimelineEntry } from '@/common/domain/timeline';
import { EventIcon } from './event-icon';

const SHOWN_MAX = 20;

/** What happened last, anywhere. */
export function LatestEvents({ first }: { first: readonly TimelineEntry[] }) {
  const trpc = useTRPC();
  const [entries, setEntries] = useState(first);
  const [lastEventId] = useState(first[0]?.id ?? null);
  const receive = useHeld<TimelineEntry>(
    ({ id }) => id,
    (arrived) => setEntries((shown) => latest(shown, arrived)),
  );
  useSubscription(
    trpc.timeline.watch.subscriptionOptions(
      { lastEventId },
      { onData: (event) => receive(event.data) },
    ),
  );
  return (
    <Card flush title="Latest events">
      {entries.length === 0 ? (
        <p className="px-4 py-3 text-ink-2">
          Nothing has happened yet. Agents that connect, collectors that fail and what people change
          will be listed here.
        </p>
      ) : (
        <ol>
          {entries.map((entry) => (
            <EventLine key={entry.id} entry={entry} isNew={!first.includes(entry)} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function latest(
  shown: readonly TimelineEntry[],
  arrived: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const known = new Set(shown.map(({ id }) => id));
  const added = arrived.filter(({ id }) => !known.has(id)).reverse();
  // One that is here may come again in other words, when more became known.
  const newer = new Map(arrived.map((entry) => [entry.id, entry]));
  return [...added, ...shown.map((entry) => newer.get(entry.id) ?? entry)].slice(0, SHOWN_MAX);
}

function EventLine({ entry, isNew }: { entry: TimelineEntry; isNew: boolean }) {
  return (
    <li
      className={`flex items-start gap-2.5 px-4 py-1.5 first:pt-3 last:pb-3 ${isNew ? 'animate-pulse-once' : ''}`}
    >
      <EventIcon kind={entry.kind} />
      <p
        className={cx(
          'min-w-0 flex-1 [overflow-wrap:anywhere]',
          entry.actor === 'server' && entry.nodeId === null && 'first-letter:uppercase',
        )}
      >
        {entry.nodeId !== null && (
          <Link
            href={`/nodes/${entry.nodeId}`}
            prefetch={false}
            className="font-medium hover:underline"
          >
            {entry.nodeName ?? 'a node'}
          </Link>
        )}{' '}
        <span className="text-ink-2">{entry.text}</span>
      </p>
      <RelativeTime atMs={entry.atMs} short className="shrink-0 text-small leading-5 text-ink-3" />
    </li>
  );
}

'use client';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import { isOfCluster, type TimelineEntry } from '@/common/domain/timeline';
import { mergeEntries } from './merge-entries';

export interface TimelineOf {
  readonly nodeId?: string;
  /** Of the cluster alone. */
  readonly about?: 'cluster';
}

/** Entries of a node or of all: live at the upper end, by the page at the lower. */
export function useTimeline(of: TimelineOf, first: readonly TimelineEntry[], pageSize: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [entries, setEntries] = useState(first);
  const [known, setKnown] = useState<ReadonlySet<string>>(() => new Set(idsOf(first)));
  const [more, setMore] = useState(first.length === pageSize);
  const [lastEventId] = useState(() => newestId(first));
  const receive = useHeld<TimelineEntry>(
    ({ id }) => id,
    (arrived) => {
      const wanted = arrived.filter(({ kind }) => of.about === undefined || isOfCluster(kind));
      if (wanted.length > 0) setEntries((shown) => mergeEntries(shown, wanted));
    },
  );
  useSubscription(
    trpc.timeline.watch.subscriptionOptions(
      { ...(of.nodeId === undefined ? {} : { nodeId: of.nodeId }), lastEventId },
      { onData: (event) => receive(event.data) },
    ),
  );
  const load = useMutation({
    mutationFn: (before: string) => client.timeline.list.query({ ...of, before, limit: pageSize }),
    onSuccess(found) {
      setEntries((shown) => mergeEntries(shown, found));
      setKnown((ids) => new Set([...ids, ...idsOf(found)]));
      setMore(found.length === pageSize);
    },
  });
  const oldest = entries.at(-1);
  return {
    entries,
    older: {
      known,
      more,
      loading: load.isPending,
      error: load.error ?? undefined,
      load: () => oldest !== undefined && load.mutate(oldest.id),
    },
  };
}

function idsOf(entries: readonly TimelineEntry[]): string[] {
  return entries.map(({ id }) => id);
}

/** Ids grow as entries are written, which is not always the order in which things happened. */
function newestId(entries: readonly TimelineEntry[]): string | null {
  const newest = entries.reduce((id, entry) => (BigInt(entry.id) > id ? BigInt(entry.id) : id), 0n);
  return newest === 0n ? null : String(newest);
}

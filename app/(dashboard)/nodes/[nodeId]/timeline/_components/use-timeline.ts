'use client';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { TimelineEntry } from '@/common/domain/timeline';
import { mergeEntries } from '../../_components/merge-entries';

/** Entries of a node: live at the upper end, by the page at the lower. */
export function useTimeline(nodeId: string, first: readonly TimelineEntry[], pageSize: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [entries, setEntries] = useState(first);
  const [known, setKnown] = useState<ReadonlySet<string>>(() => new Set(idsOf(first)));
  const [more, setMore] = useState(first.length === pageSize);
  const [lastEventId] = useState(() => newestId(first));
  const receive = useHeld<TimelineEntry>(
    ({ id }) => id,
    (arrived) => setEntries((shown) => mergeEntries(shown, arrived)),
  );
  useSubscription(
    trpc.timeline.watch.subscriptionOptions(
      { nodeId, lastEventId },
      { onData: (event) => receive(event.data) },
    ),
  );
  const load = useMutation({
    mutationFn: (before: string) => client.timeline.list.query({ nodeId, before, limit: pageSize }),
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

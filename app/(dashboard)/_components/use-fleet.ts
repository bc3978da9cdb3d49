'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useCallback } from 'react';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { NodeRow, Overview } from '@/common/domain/node';
import { mergeRows } from './merge-rows';

/** Rows come over the socket; what they cannot tell, as a node that was removed, is asked for. */
const REFRESH_MS = 10_000;

/** The fleet as the page was rendered with it, kept current over the socket. */
export function useFleet(first: Overview): Overview {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const paused = usePausedAtMs() !== null;
  const { queryKey, ...options } = trpc.nodes.overview.queryOptions(undefined, {
    initialData: first,
    staleTime: REFRESH_MS,
    // The next visit begins with what the server renders then.
    gcTime: 0,
    refetchInterval: paused ? false : REFRESH_MS,
    refetchOnWindowFocus: !paused,
  });
  const { data } = useQuery({ ...options, queryKey });

  const apply = useCallback(
    (rows: readonly NodeRow[]) => {
      cache.setQueryData(
        queryKey,
        (shown) => shown && { ...shown, nodes: mergeRows(shown.nodes, rows) },
      );
    },
    [cache, queryKey],
  );
  const receive = useHeld<NodeRow>(({ id }) => id, apply);
  useSubscription(
    trpc.nodes.watch.subscriptionOptions({}, { onData: (event) => receive(event.data) }),
  );
  return data;
}

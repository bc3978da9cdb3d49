'use client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { NodePage, NodeRow } from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';

const REFRESH_MS = 10_000;

export interface NodeListQuery {
  readonly query: NodeQuery;
  readonly first: NodePage;
  readonly firstQuery: NodeQuery;
  /** While somebody points at the rows they keep their places. */
  readonly held: boolean;
}

export interface NodeListData {
  /** The old page stays until the new one is here, which may be never while the server is away. */
  readonly page: NodePage;
  readonly isOld: boolean;
  readonly error: string | undefined;
  readonly refresh: () => void;
}

/** A page of the list, its rows kept current over the socket in their places. */
export function useNodeList({ query, first, firstQuery, held }: NodeListQuery): NodeListData {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const paused = usePausedAtMs() !== null;
  const isFirst = JSON.stringify(query) === JSON.stringify(firstQuery);
  const options = trpc.nodes.list.queryOptions(query, {
    ...(isFirst ? { initialData: first } : {}),
    placeholderData: keepPreviousData,
    staleTime: REFRESH_MS,
    gcTime: REFRESH_MS,
    refetchInterval: paused || held ? false : REFRESH_MS,
    refetchOnWindowFocus: !paused,
  });
  const { data, error, refetch, isPlaceholderData } = useQuery(options);
  const [last, setLast] = useState(first);
  if (data !== undefined && data !== last) setLast(data);
  const receive = useHeld<NodeRow>(
    ({ id }) => id,
    (rows) => cache.setQueryData(options.queryKey, (shown) => shown && inPlace(shown, rows)),
  );
  const nodeIds = data?.rows.map(({ id }) => id) ?? [];
  const isEmptyFleet = data !== undefined && data.total === 0;
  useSubscription(
    trpc.nodes.watch.subscriptionOptions(isEmptyFleet ? {} : { nodeIds }, {
      onData: (event) => (isEmptyFleet ? void refetch() : receive(event.data)),
    }),
  );
  return {
    page: data ?? last,
    isOld: isPlaceholderData || data === undefined,
    error: error?.message,
    refresh: () => void refetch(),
  };
}

function inPlace(page: NodePage, arrived: readonly NodeRow[]): NodePage {
  const newer = new Map(arrived.map((row) => [row.id, row]));
  return { ...page, rows: page.rows.map((row) => newer.get(row.id) ?? row) };
}

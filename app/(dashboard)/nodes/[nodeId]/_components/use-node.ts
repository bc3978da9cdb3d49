'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { NodeDetail, NodeRow } from '@/common/domain/node';

const REFRESH_MS = 10_000;
/** While an edit is on its way down and back. */
const AWAITING_MS = 1_000;

/** A node as the page was rendered with it, kept current over the socket. */
export function useNode(first: NodeDetail) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const paused = usePausedAtMs() !== null;
  const options = trpc.nodes.find.queryOptions(
    { nodeId: first.id },
    {
      initialData: first,
      staleTime: REFRESH_MS,
      gcTime: 0,
      refetchInterval: ({ state }) => (paused ? false : refreshMs(state.data)),
    },
  );
  const { data, refetch } = useQuery(options);
  const receive = useHeld<NodeRow>(
    ({ id }) => id,
    (rows) => {
      const latest = rows.findLast(({ id }) => id === first.id);
      cache.setQueryData(options.queryKey, (shown) => shown && { ...shown, ...latest });
    },
  );
  useSubscription(
    trpc.nodes.watch.subscriptionOptions(
      { nodeIds: [first.id] },
      { onData: (event) => receive(event.data) },
    ),
  );
  // What rows do not tell: why it is not let in, who claims it, whether its key changes.
  useSubscription(
    trpc.enrolment.watch.subscriptionOptions(
      { nodeId: first.id },
      { onData: () => void (paused || refetch()) },
    ),
  );
  return { node: data, refresh: () => void refetch() };
}

function refreshMs(node: NodeDetail | undefined): number {
  const awaits = node !== undefined && node.appliedRevision < node.desiredRevision;
  return awaits ? AWAITING_MS : REFRESH_MS;
}

'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { CollectorView } from '@/common/domain/node';

/** The collectors of a node as the page was rendered with them, kept current over the socket. */
export function useCollectors(
  nodeId: string,
  first: readonly CollectorView[],
): readonly CollectorView[] {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const options = trpc.collectors.list.queryOptions(
    { nodeId },
    { initialData: [...first], gcTime: 0 },
  );
  const { data } = useQuery(options);
  const receive = useHeld<readonly CollectorView[]>(
    () => nodeId,
    (arrived) => {
      const latest = arrived.at(-1);
      if (latest !== undefined) cache.setQueryData(options.queryKey, [...latest]);
    },
  );
  useSubscription(trpc.collectors.watch.subscriptionOptions({ nodeId }, { onData: receive }));
  return data;
}

'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/app/_lib/trpc';
import type { GroupSetCount } from '@/common/domain/group-view';
import { formatCount, formatPlural } from '@/common/format';

const REFRESH_MS = 10_000;
const NAMES_MS = 60_000;

/** How many nodes an expression means, told anew while it is typed and every ten seconds. */
export function useSetCount(expression: string | undefined): GroupSetCount | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.groups.count.queryOptions(
      { expression: expression ?? '*' },
      {
        enabled: expression !== undefined,
        placeholderData: keepPreviousData,
        refetchInterval: REFRESH_MS,
        trpc: { abortOnUnmount: true },
      },
    ),
  );
  return expression === undefined ? undefined : data;
}

/** What there is to choose from; asked for once somebody types. */
export function useGroupNames(isWanted: boolean) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.groups.names.queryOptions(undefined, { enabled: isWanted, staleTime: NAMES_MS }),
  );
  return data ?? [];
}

/** `matches 12 of 300 nodes: alpha, beta, gamma …` */
export function countWords({ matches, nodeCount, names }: GroupSetCount): string {
  const some =
    names.length === 0 ? '' : `: ${names.join(', ')}${matches > names.length ? ' …' : ''}`;
  return `matches ${formatCount(matches)} of ${formatPlural(nodeCount, 'node')}${some}`;
}

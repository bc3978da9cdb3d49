'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '@/app/_lib/trpc';
import type { FunctionDoc } from '@/common/expression/function-table';

const FRESH_MS = 60_000;

/**
 * What an expression may call on a node: the functions of the language, and those that its packs
 * add as soon as it has told them; a node that is away or refuses to tell adds none.
 */
export function useFunctions(
  ofLanguage: readonly FunctionDoc[],
  nodeId: string | undefined,
): readonly FunctionDoc[] {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.lab.functions.queryOptions(
      { nodeId: nodeId ?? '' },
      { enabled: nodeId !== undefined, retry: false, staleTime: FRESH_MS },
    ),
  );
  return useMemo(() => [...ofLanguage, ...(data ?? [])], [ofLanguage, data]);
}

'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPCClient } from '@/app/_lib/trpc';

export interface Asked {
  readonly nodeId: string;
  readonly expression: string;
  readonly pack: string;
}

const FOLLOW_MS = 3_000;

/**
 * What an expression comes to on a node: asked once, or again and again. Nothing is asked of a node
 * before somebody wants it.
 * @param turn grows with each wish, so that the same can be asked again
 */
export function useEvaluation(asked: Asked | undefined, turn: number, follows: boolean) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ['lab', asked, turn],
    queryFn: ({ signal }) => client.lab.evaluate.mutate(asked ?? NOTHING, { signal }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: follows ? FOLLOW_MS : false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}

/** Never asked: the question is off without one. */
const NOTHING: Asked = { nodeId: '', expression: '', pack: '' };

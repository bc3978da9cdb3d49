'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/app/_lib/trpc';
import type { FunctionDoc } from '@/common/expression/function-table';
import { functionOffers, type Offer, pathOffers, writingAt } from './prepare-completion';

interface OffersWanted {
  readonly nodeId: string | undefined;
  readonly pack: string;
  readonly functions: readonly FunctionDoc[];
  readonly text: string;
  readonly caret: number;
}

const LENGTH_MAX = 200;

/** What completes the word at the caret: functions are known here, paths the node knows. */
export function useOffers(wanted: OffersWanted): readonly Offer[] {
  const { nodeId = '', pack, functions, text, caret } = wanted;
  const writing = writingAt(text, caret);
  const isPath = writing?.is === 'path';
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.lab.complete.queryOptions(
      { nodeId, text: isPath ? writing.text.slice(0, LENGTH_MAX) : '', pack },
      {
        enabled: isPath && nodeId !== '',
        placeholderData: keepPreviousData,
        retry: false,
        staleTime: 10_000,
      },
    ),
  );
  if (writing === undefined) return [];
  return isPath ? pathOffers(data ?? [], writing.text) : functionOffers(functions, writing.text);
}

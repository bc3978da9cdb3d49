'use client';
import { useQuery } from '@tanstack/react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckProblem } from '@/common/domain/check-view';

/** A node that goes silent takes its problems along, and says nothing of it. */
const REFRESH_MS = 10_000;

/** What is wrong by checks, as the page was rendered with it, kept current over the socket. */
export function useProblems(first: readonly CheckProblem[]): readonly CheckProblem[] {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data, refetch } = useQuery(
    trpc.checks.problems.queryOptions(undefined, {
      initialData: [...first],
      staleTime: REFRESH_MS,
      gcTime: 0,
      refetchInterval: paused ? false : REFRESH_MS,
      refetchOnWindowFocus: !paused,
    }),
  );
  useCheckPulse(undefined, () => void refetch());
  return data;
}

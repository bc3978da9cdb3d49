'use client';
import { useQuery } from '@tanstack/react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import type { SeriesRow } from '@/common/domain/range';

const REFRESH_MS = 30_000;
const NONE: readonly SeriesRow[] = [];

/** Every series of a node with its last value; empty until they are here. */
export function useSeriesRows(nodeId: string): readonly SeriesRow[] {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data = NONE } = useQuery(
    trpc.metrics.rows.queryOptions(
      { nodeId },
      { refetchInterval: paused ? false : REFRESH_MS, staleTime: REFRESH_MS, gcTime: 0 },
    ),
  );
  return data;
}

'use client';
import { useQuery } from '@tanstack/react-query';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { shownNowMs } from '@/app/_lib/now';
import { useTRPCClient } from '@/app/_lib/trpc';
import { REPORT_INTERVAL_MS } from '@/common/domain/node';
import { VITALS_SERIES, type VitalsHistory, vitalsHistory } from './vitals-history';

const HISTORY_MS = 15 * 60_000;

/** The last quarter of an hour of a node, a bucket a report; undefined until it is here. */
export function useVitalsHistory(nodeId: string): VitalsHistory | undefined {
  const api = useTRPCClient();
  const paused = usePausedAtMs() !== null;
  const { data } = useQuery({
    queryKey: ['vitals-history', nodeId],
    queryFn: async ({ signal }) => {
      const toMs = shownNowMs();
      const range = await api.metrics.range.query(
        {
          nodeId,
          fromMs: toMs - HISTORY_MS,
          toMs,
          points: HISTORY_MS / REPORT_INTERVAL_MS,
          select: [...VITALS_SERIES],
        },
        { signal },
      );
      return vitalsHistory(range);
    },
    refetchInterval: paused ? false : REPORT_INTERVAL_MS,
  });
  return data;
}

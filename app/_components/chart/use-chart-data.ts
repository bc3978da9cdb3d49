'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useMemo, useState } from 'react';
import { useNow } from '@/app/_lib/now';
import { useTRPC } from '@/app/_lib/trpc';
import { useHeld } from '@/app/_lib/use-held';
import type { LiveSamples, Range } from '@/common/domain/range';
import type { ChartSpec } from './chart-series';
import { mergeLive } from './merge-live';
import { rangeRequest } from './range-request';
import type { TimeRange } from './time-range';

const LIVE_MAX = 2_000;

export interface ChartQuery {
  readonly nodeId: string;
  readonly spec: ChartSpec;
  readonly time: TimeRange;
  readonly intervalMs: number;
  /** Charts that nobody sees ask for nothing. */
  readonly seen: boolean;
}

export interface ChartData {
  /** The old one stays until the new one is here; undefined only before the first. */
  readonly range: Range | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** What a chart shows, asked for once in a while and kept current by the samples that arrive. */
export function useChartData({ nodeId, spec, time, intervalMs, seen }: ChartQuery): ChartData {
  const trpc = useTRPC();
  const request = useRequest(time, intervalMs);
  const { data, error, refetch } = useQuery(
    trpc.metrics.range.queryOptions(
      { nodeId, select: [...spec.select], ...request },
      { enabled: seen, placeholderData: keepPreviousData, staleTime: Infinity, gcTime: 60_000 },
    ),
  );
  const live = useLiveSamples({ nodeId, spec, time, intervalMs, seen }, data);
  const range = useMemo(() => data && mergeLive(data, live, intervalMs), [data, live, intervalMs]);
  return {
    range,
    error: error === null ? undefined : new Error(error.message),
    retry: () => void refetch(),
  };
}

/** A new request only when the old one does not reach far enough any more. */
function useRequest(time: TimeRange, intervalMs: number) {
  const text = useNow((nowMs) => JSON.stringify(rangeRequest(time, nowMs, intervalMs)));
  return useMemo(() => JSON.parse(text) as ReturnType<typeof rangeRequest>, [text]);
}

/** Samples since the last answer. Those of the last moments stay: the answer may not have them. */
function useLiveSamples({ nodeId, spec, time, intervalMs, seen }: ChartQuery, answer?: Range) {
  const trpc = useTRPC();
  const [live, setLive] = useState<readonly LiveSamples[]>([]);
  const receive = useHeld<LiveSamples>(
    ({ atMs, values }) => `${atMs} ${values[0]?.seriesId}`,
    (arrived) => setLive((held) => [...held, ...arrived].slice(-LIVE_MAX)),
  );
  useSubscription(
    trpc.metrics.watch.subscriptionOptions(
      { nodeId, select: [...spec.select] },
      { enabled: seen && time.kind === 'last', onData: (event) => receive(event.data) },
    ),
  );
  useEffect(() => {
    if (answer === undefined) return;
    setLive((held) => {
      const newestMs = held.at(-1)?.atMs ?? 0;
      return held.filter(({ atMs }) => atMs > newestMs - 2 * intervalMs);
    });
  }, [answer, intervalMs]);
  return live;
}

'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { ChartCard } from '@/app/_components/chart/chart-card';
import { TimeControls } from '@/app/_components/chart/time-controls';
import { useTimeRange } from '@/app/_components/chart/use-time-range';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useConnection } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import type { CollectorView, NodeDetail } from '@/common/domain/node';
import { DISK_TRAFFIC, DISK_USE, NETWORK_TRAFFIC, TEMPERATURES } from './device-charts';
import { DiskBars } from './disk-bars';
import { MEMORY, SWAP } from './memory-charts';
import { CPU, loadChart, PRESSURE } from './processor-charts';
import { TopProcesses } from './top-processes';
import { useCollectors } from './use-collectors';
import { useSeriesRows } from './use-series-rows';

interface SummaryChartsProps {
  readonly node: NodeDetail;
  readonly first: readonly CollectorView[];
}

/** What a machine does, on one page: every chart over the same time, under one cross-hair. */
export function SummaryCharts({ node, first }: SummaryChartsProps) {
  const [time, onTime] = useTimeRange();
  const collectors = useCollectors(node.id, first);
  const rows = useSeriesRows(node.id);
  useCopyCall({
    title: 'Every series with its last sample',
    path: 'metrics.rows',
    type: 'query',
    input: { nodeId: node.id },
  });
  const { cpuCount } = node.vitals;
  const specs = useMemo(
    () => [
      CPU,
      MEMORY,
      loadChart(cpuCount),
      PRESSURE,
      NETWORK_TRAFFIC,
      DISK_TRAFFIC,
      DISK_USE,
      SWAP,
      TEMPERATURES,
    ],
    [cpuCount],
  );
  useFreshAfterLoss();
  return (
    <>
      <div className="-my-2 py-2 md:sticky md:top-14 md:z-10 md:-mx-6 md:bg-canvas/90 md:px-6 md:backdrop-blur-sm">
        <TimeControls time={time} onTime={onTime} />
      </div>
      <div className="grid items-stretch gap-4 xl:grid-cols-2">
        {specs
          .filter(({ isThere }) => isThere?.(rows) !== false)
          .map((spec) => (
            <ChartCard
              key={spec.id}
              nodeId={node.id}
              spec={spec}
              collector={collectors.find(({ collector }) => collector === spec.collector)}
              time={time}
              onTime={onTime}
            />
          ))}
        <DiskBars rows={rows} />
        <TopProcesses collectors={collectors} />
      </div>
    </>
  );
}

/** What arrived while the socket was down is in the database only: ask for it. */
function useFreshAfterLoss(): void {
  const { state } = useConnection();
  const cache = useQueryClient();
  const trpc = useTRPC();
  const wasLost = useRef(false);
  useEffect(() => {
    if (state === 'lost') wasLost.current = true;
    if (state !== 'open' || !wasLost.current) return;
    wasLost.current = false;
    void cache.invalidateQueries(trpc.metrics.range.pathFilter());
  }, [state, cache, trpc]);
}

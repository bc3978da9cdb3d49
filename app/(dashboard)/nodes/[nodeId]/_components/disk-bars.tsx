'use client';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/app/_components/ui/card';
import { Meter } from '@/app/_components/ui/meter';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { formatBytes, formatPercent } from '@/common/format';
import { mountsOf } from './prepare-mounts';

const REFRESH_MS = 30_000;

/** Every file system and how full it is, the fullest first. */
export function DiskBars({ nodeId }: { nodeId: string }) {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const { data: rows = [] } = useQuery(
    trpc.metrics.rows.queryOptions(
      { nodeId },
      { refetchInterval: paused ? false : REFRESH_MS, staleTime: REFRESH_MS, gcTime: 0 },
    ),
  );
  const mounts = mountsOf(rows);
  if (mounts.length === 0) return null;
  return (
    <Card title="File systems" note="fullest first">
      <ul className="flex flex-col gap-2.5">
        {mounts.map(({ mount, percent, usedBytes, totalBytes }) => (
          <li key={mount} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
            <span className="truncate font-mono text-small leading-5" title={mount}>
              {mount}
            </span>
            <span className="whitespace-nowrap">
              {formatPercent(percent)}{' '}
              {usedBytes !== null && totalBytes !== null && (
                <span className="text-small text-ink-3">
                  {formatBytes(usedBytes)} of {formatBytes(totalBytes)}
                </span>
              )}
            </span>
            <Meter percent={percent} className="col-span-2" />
          </li>
        ))}
      </ul>
    </Card>
  );
}

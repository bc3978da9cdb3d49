'use client';
import { Card } from '@/app/_components/ui/card';
import { Meter } from '@/app/_components/ui/meter';
import type { SeriesRow } from '@/common/domain/range';
import { formatBytes, formatPercent } from '@/common/format';
import { mountsOf } from './prepare-mounts';

/** Every file system and how full it is, the fullest first. */
export function DiskBars({ rows }: { rows: readonly SeriesRow[] }) {
  const mounts = mountsOf(rows);
  if (mounts.length === 0) return null;
  return (
    <Card title="File systems" note="fullest first">
      <ul className="flex flex-col gap-2.5">
        {mounts.map(({ mount, percent, usedBytes, freeBytes, totalBytes }) => (
          <li key={mount} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
            <span className="truncate font-mono text-small leading-5" title={mount}>
              {mount}
            </span>
            <span
              className="whitespace-nowrap"
              title={totalBytes === null ? undefined : `${formatBytes(totalBytes)} in size`}
            >
              {formatPercent(percent)}{' '}
              {usedBytes !== null && freeBytes !== null && (
                <span className="text-small text-ink-3">
                  {formatBytes(usedBytes)} used, {formatBytes(freeBytes)} free
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

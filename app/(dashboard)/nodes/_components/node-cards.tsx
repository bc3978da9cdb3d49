'use client';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { CheckNumbers } from '@/app/_components/ui/check-numbers';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import { groupsInOrder, type NodeRow, nodeStanding } from '@/common/domain/node';
import { formatLoad } from '@/common/format';
import { CollectorsFailing } from './collectors-failing';
import { CpuUse, DiskUse, MemoryUse } from './vital-use';

/** The list on phones. */
export function NodeCards({ rows }: { rows: readonly NodeRow[] }) {
  return (
    <ul className="flex flex-col gap-2 sm:hidden">
      {rows.map((row) => (
        <NodeCard key={row.id} row={row} />
      ))}
    </ul>
  );
}

function NodeCard({ row }: { row: NodeRow }) {
  const isLive = useNow((nowMs) => nodeStanding(row, nowMs) === 'live');
  const { vitals, lastReportMs } = row;
  return (
    <li
      className={cx(
        'relative rounded-lg border border-line bg-surface p-3',
        !isLive && 'text-ink-3 [&_.fill-meter]:fill-ink-3',
      )}
    >
      <div className="flex items-center gap-2">
        <Link
          href={`/nodes/${row.id}`}
          prefetch={false}
          className="min-w-0 truncate font-medium text-ink after:absolute after:inset-0"
        >
          {row.name}
        </Link>
        <span className="ml-auto flex shrink-0 items-center gap-2">
          <NodeStatus signs={row} />
        </span>
      </div>
      <dl className="mt-2.5 grid grid-cols-3 gap-3">
        <Vital name="CPU">
          <CpuUse vitals={{ ...vitals, cpuCount: null }} />
        </Vital>
        <Vital name="Memory">
          <MemoryUse vitals={{ ...vitals, memoryTotalBytes: null }} />
        </Vital>
        <Vital name="Disk">
          <DiskUse vitals={{ ...vitals, diskTotalBytes: null, diskUsedBytes: null }} />
        </Vital>
      </dl>
      <div className="mt-2.5 flex items-center gap-2 text-small text-ink-3">
        {groupsInOrder(row)
          .slice(0, 3)
          .map((group) => (
            <Badge key={group}>{group}</Badge>
          ))}
        <CheckNumbers counts={row.checks} isOld={!isLive} />
        {row.collectorsFailing > 0 && <CollectorsFailing failing={row.collectorsFailing} isKnown />}
        <span className="ml-auto whitespace-nowrap">
          load {formatLoad(vitals.load1)}
          {lastReportMs !== null && (
            <>
              {' · '}
              <RelativeTime atMs={lastReportMs} short />
            </>
          )}
        </span>
      </div>
    </li>
  );
}

function Vital({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-ink-3">{name}</dt>
      <dd className="*:min-w-0">{children}</dd>
    </div>
  );
}

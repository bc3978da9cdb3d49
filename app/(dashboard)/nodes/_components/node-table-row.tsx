'use client';
import Link from 'next/link';
import { CheckNumbers } from '@/app/_components/ui/check-numbers';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Td } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import { useNow } from '@/app/_lib/now';
import { groupsInOrder, type NodeRow, nodeStanding } from '@/common/domain/node';
import { formatLoad, NOT_KNOWN } from '@/common/format';
import { CollectorsFailing } from './collectors-failing';
import { GroupBadges } from './group-badges';
import type { Density } from './use-density';
import { CpuUse, DiskUse, MemoryUse } from './vital-use';

interface NodeTableRowProps {
  readonly row: NodeRow;
  readonly rowIndex: number;
  readonly density: Density;
  readonly isMarked: boolean;
}

const HEIGHTS: Readonly<Record<Density, string>> = {
  comfortable: '*:h-11',
  compact: '*:h-9 *:py-1',
  dense: '*:h-7 *:py-0',
};

export function NodeTableRow({ row, rowIndex, density, isMarked }: NodeTableRowProps) {
  const standing = useNow((nowMs) => nodeStanding(row, nowMs));
  const { vitals } = row;
  return (
    <tr
      aria-rowindex={rowIndex}
      className={cx(
        'group',
        HEIGHTS[density],
        isMarked ? '*:bg-accent-tint' : '*:bg-surface hover:*:bg-hover',
        standing !== 'live' && '*:text-ink-3 [&_.fill-meter]:fill-ink-3',
      )}
    >
      <RowTh className="sticky left-0 z-[1] max-w-60">
        <Link
          id={`node-${row.id}`}
          href={`/nodes/${row.id}`}
          prefetch={false}
          className="touch-target block truncate rounded-sm font-medium text-ink hover:underline"
        >
          {row.name}
        </Link>
        {row.hostname !== row.name && density === 'comfortable' && (
          <span className="block truncate text-small leading-4 text-ink-3">{row.hostname}</span>
        )}
      </RowTh>
      <Td>
        <NodeStatus short signs={row} />
      </Td>
      <Td>
        <Link
          href={`/nodes/${row.id}/checks`}
          prefetch={false}
          className="touch-target rounded-sm hover:underline"
        >
          <CheckNumbers counts={row.checks} isOld={standing !== 'live'} />
        </Link>
      </Td>
      <Td>
        <GroupBadges groups={groupsInOrder(row)} />
      </Td>
      <Td>
        <CpuUse vitals={vitals} />
      </Td>
      <Td>
        <MemoryUse vitals={vitals} />
      </Td>
      <Td>
        <DiskUse vitals={vitals} />
      </Td>
      <Td numeric>{formatLoad(vitals.load1)}</Td>
      <Td>
        <CollectorsFailing failing={row.collectorsFailing} isKnown={row.lastReportMs !== null} />
      </Td>
      <Td className="whitespace-nowrap">{row.agentVersion || NOT_KNOWN}</Td>
      <Td numeric className="whitespace-nowrap">
        {row.lastReportMs === null ? NOT_KNOWN : <RelativeTime atMs={row.lastReportMs} short />}
      </Td>
    </tr>
  );
}

'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Table, Th } from '@/app/_components/ui/table';
import { useHotkey } from '@/app/_lib/hotkeys';
import type { NodeRow } from '@/common/domain/node';
import { type NodeParams, type NodeSort, PAGE_SIZE, sortedBy } from './node-params';
import { NodeTableRow } from './node-table-row';
import { SortTh } from './sort-th';
import type { Density } from './use-density';

interface NodeTableProps {
  readonly rows: readonly NodeRow[];
  /** Over all pages. */
  readonly total: number;
  readonly density: Density;
  readonly params: NodeParams;
  readonly onSort: (change: ReturnType<typeof sortedBy>) => void;
}

/** The list on screens that have room for a table. */
export function NodeTable({ rows, total, density, params, onSort }: NodeTableProps) {
  const marked = useMarkedRow(rows);
  const head = (sort: NodeSort) => ({ sort, params, onSort: () => onSort(sortedBy(sort, params)) });
  return (
    <div className="rounded-lg border border-line bg-surface max-sm:hidden">
      <Table
        caption="Nodes"
        rowCount={total + 1}
        className="rounded-lg [&_td]:px-2.5 [&_th]:px-2.5 [&_tbody_tr:last-child>*]:border-b-0"
      >
        <thead>
          <tr aria-rowindex={1}>
            <SortTh {...head('name')} className="sticky left-0 z-[1] rounded-tl-lg bg-surface">
              Name
            </SortTh>
            <SortTh {...head('state')}>Status</SortTh>
            <SortTh {...head('checks')}>Checks</SortTh>
            <Th>Groups</Th>
            <SortTh {...head('cpu')}>CPU</SortTh>
            <SortTh {...head('memory')}>Memory</SortTh>
            <SortTh {...head('disk')}>Fullest disk</SortTh>
            <SortTh {...head('load')} numeric>
              Load
            </SortTh>
            <Th>Collectors</Th>
            <SortTh {...head('version')}>Agent</SortTh>
            <SortTh {...head('age')} numeric>
              Last report
            </SortTh>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <NodeTableRow
              key={row.id}
              row={row}
              rowIndex={params.page * PAGE_SIZE + index + 2}
              density={density}
              isMarked={row.id === marked}
            />
          ))}
        </tbody>
      </Table>
    </div>
  );
}

/** The row that `j` and `k` move over, and Enter opens; undefined until one of them is pressed. */
function useMarkedRow(rows: readonly NodeRow[]): string | undefined {
  const router = useRouter();
  const [marked, setMarked] = useState<string>();
  const move = (step: number) => {
    const now = rows.findIndex(({ id }) => id === marked);
    const next = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
    if (next === undefined) return;
    setMarked(next.id);
    const link = document.getElementById(`node-${next.id}`);
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  };
  useHotkey('j', 'Next node', () => move(1));
  useHotkey('k', 'Previous node', () => move(-1));
  useHotkey('o', 'Open the marked node', () => {
    if (marked !== undefined) router.push(`/nodes/${marked}`);
  });
  return marked;
}

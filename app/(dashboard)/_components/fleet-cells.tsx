'use client';
import Link from 'next/link';
import { type FocusEvent, memo, type PointerEvent, useRef, useState } from 'react';
import { nodeStatusWord } from '@/app/_components/ui/node-status';
import { StatusIcon, type StatusKind } from '@/app/_components/ui/status';
import { cx } from '@/app/_lib/cx';
import type { NodeRow } from '@/common/domain/node';
import { FleetTip } from './fleet-tip';
import { checksInWords, nodeKind, vitalsInWords } from './fleet-view';
import { useGridKeys } from './use-grid-keys';

interface FleetCellsProps {
  readonly nodes: readonly NodeRow[];
  readonly nowMs: number;
}

/** One small cell a node. One stop of the tab key; arrows go from cell to cell. */
export function FleetCells({ nodes, nowMs }: FleetCellsProps) {
  const list = useRef<HTMLUListElement>(null);
  const [pointed, setPointed] = useState<HTMLElement | null>(null);
  const onKeyDown = useGridKeys(list);
  const pointedNode = nodes.find(({ id }) => id === pointed?.dataset.node);
  const point = (event: PointerEvent | FocusEvent) => {
    const { target } = event;
    if (target instanceof Element) setPointed(target.closest<HTMLElement>('a[data-node]'));
  };
  return (
    <div className="relative">
      <ul
        ref={list}
        className="grid grid-cols-[repeat(auto-fill,minmax(1.75rem,1fr))] gap-1 max-md:grid-cols-[repeat(auto-fill,minmax(2.125rem,1fr))]"
        onKeyDown={onKeyDown}
        onPointerOver={point}
        onPointerLeave={() => setPointed(null)}
        onFocus={point}
        onBlur={() => setPointed(null)}
      >
        {nodes.map((node, index) => (
          <FleetCell
            key={node.id}
            id={node.id}
            kind={nodeKind(node, nowMs)}
            level={Math.round((node.vitals.cpuPercent ?? 0) / 5) * 5}
            label={`${node.name}, ${nodeStatusWord(node, nowMs)}, ${vitalsInWords(node)}${spoken(node)}`}
            first={index === 0}
          />
        ))}
      </ul>
      {pointed !== null && pointedNode !== undefined && (
        <FleetTip node={pointedNode} anchor={pointed} />
      )}
    </div>
  );
}

function spoken(node: NodeRow): string {
  const words = checksInWords(node);
  return words === '' ? '' : `, checks: ${words}`;
}

interface FleetCellProps {
  readonly id: string;
  readonly kind: StatusKind;
  /** 0 to 100: how far the cell is filled. */
  readonly level: number;
  readonly label: string;
  readonly first: boolean;
}

const FleetCell = memo(function FleetCell({ id, kind, level, label, first }: FleetCellProps) {
  return (
    <li>
      <Link
        href={`/nodes/${id}`}
        prefetch={false}
        data-node={id}
        tabIndex={first ? 0 : -1}
        aria-label={label}
        className={cx(
          'relative grid h-7 place-items-center overflow-hidden rounded-sm transition-shadow hover:shadow-raised max-md:h-8.5',
          CELL_CLASSES[kind],
        )}
      >
        {kind === 'ok' ? (
          <svg aria-hidden="true" className="absolute inset-0 size-full">
            <rect
              y={`${100 - level}%`}
              width="100%"
              height={`${Math.max(4, level)}%`}
              className="fill-ok/55 transition-all duration-300"
            />
          </svg>
        ) : (
          <StatusIcon kind={kind} />
        )}
      </Link>
    </li>
  );
});

const CELL_CLASSES: Readonly<Record<StatusKind, string>> = {
  ok: 'bg-ok-tint',
  warning: 'bg-warning-tint',
  critical: 'bg-critical-tint',
  unknown: 'bg-unknown-tint',
  stale: 'bg-stale-tint',
  pending: 'bg-pending-tint',
  revoked: 'bg-stale-tint',
};

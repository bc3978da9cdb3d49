'use client';
import { useLayoutEffect, useRef } from 'react';
import { NodeStatus } from '@/app/_components/ui/node-status';
import type { NodeRow } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import { checksInWords } from './fleet-view';
import { Vitals } from './vitals';

interface FleetTipProps {
  readonly node: NodeRow;
  /** The cell that it is about; the tip lies under it, or over it near the foot of the window. */
  readonly anchor: HTMLElement;
}

const MARGIN_PX = 8;

/** What the cell's name says, for the eye. Nothing in it can be pressed. */
export function FleetTip({ node, anchor }: FleetTipProps) {
  const tip = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const { current } = tip;
    if (current === null) return;
    current.showPopover();
    const cell = anchor.getBoundingClientRect();
    const { width, height } = current.getBoundingClientRect();
    const left = Math.min(cell.left, innerWidth - width - MARGIN_PX);
    const fitsBelow = cell.bottom + MARGIN_PX + height < innerHeight;
    const top = fitsBelow ? cell.bottom + MARGIN_PX : cell.top - MARGIN_PX - height;
    current.style.left = `${Math.max(MARGIN_PX, left)}px`;
    current.style.top = `${top}px`;
  }, [anchor]);

  return (
    <div
      ref={tip}
      popover="manual"
      aria-hidden
      className="pointer-events-none fixed m-0 w-64 rounded-lg bg-raised p-3 text-ink shadow-raised"
    >
      <p className="truncate font-medium">{node.name}</p>
      <p className="mb-2 text-small">
        <NodeStatus signs={node} />
      </p>
      <Vitals vitals={node.vitals} />
      <p className="mt-2 truncate text-small text-ink-3">
        {[node.os, ...node.groups].filter(Boolean).join(' · ')}
      </p>
      {checksInWords(node) !== '' && (
        <p className="mt-1 text-small text-ink-2">Checks: {checksInWords(node)}</p>
      )}
      {node.collectorsFailing > 0 && (
        <p className="mt-1 text-small text-warning">
          {formatPlural(node.collectorsFailing, 'collector fails', 'collectors fail')}
        </p>
      )}
    </div>
  );
}

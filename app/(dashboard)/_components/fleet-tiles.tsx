'use client';
import Link from 'next/link';
import { useRef } from 'react';
import { Meter } from '@/app/_components/ui/meter';
import { nodeStatusWord } from '@/app/_components/ui/node-status';
import { STATUS_TEXT, StatusIcon } from '@/app/_components/ui/status';
import type { NodeRow, NodeVitals } from '@/common/domain/node';
import { nodeKind, percentOrUnknown } from './fleet-view';
import { useGridKeys } from './use-grid-keys';

interface FleetTilesProps {
  readonly nodes: readonly NodeRow[];
  readonly nowMs: number;
}

/** A name and three bars a node. */
export function FleetTiles({ nodes, nowMs }: FleetTilesProps) {
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = useGridKeys(list);
  return (
    <ul
      ref={list}
      onKeyDown={onKeyDown}
      className="grid grid-cols-[repeat(auto-fill,minmax(13.5rem,1fr))] gap-2 max-sm:grid-cols-1"
    >
      {nodes.map((node, index) => (
        <li key={node.id}>
          <Tile node={node} nowMs={nowMs} first={index === 0} />
        </li>
      ))}
    </ul>
  );
}

interface TileProps {
  readonly node: NodeRow;
  readonly nowMs: number;
  readonly first: boolean;
}

function Tile({ node, nowMs, first }: TileProps) {
  const kind = nodeKind(node, nowMs);
  const word = nodeStatusWord(node, nowMs);
  return (
    <Link
      href={`/nodes/${node.id}`}
      prefetch={false}
      tabIndex={first ? 0 : -1}
      className="flex h-full flex-col gap-2 rounded-md border border-line px-3 py-2.5 transition-colors hover:border-line-strong hover:bg-hover"
    >
      <span className="flex items-center gap-2">
        <StatusIcon kind={kind} label={word} />
        <span className="truncate font-medium">{node.name}</span>
      </span>
      {kind === 'ok' || kind === 'warning' ? (
        <TileBars vitals={node.vitals} />
      ) : (
        <span className={`text-small ${STATUS_TEXT[kind]}`}>{word}</span>
      )}
    </Link>
  );
}

function TileBars({ vitals }: { vitals: NodeVitals }) {
  return (
    <span className="grid grid-cols-3 gap-3">
      <Bar label="CPU" percent={vitals.cpuPercent} />
      <Bar label="Mem" percent={vitals.memoryPercent} />
      <Bar label="Disk" percent={vitals.diskPercent} />
    </span>
  );
}

function Bar({ label, percent }: { label: string; percent: number | null }) {
  return (
    <span className="flex min-w-0 flex-col gap-1 text-small text-ink-3">
      <Meter percent={percent} className="h-1" />
      <span className="flex justify-between">
        {label} <span className="text-ink-2">{percentOrUnknown(percent)}</span>
      </span>
    </span>
  );
}

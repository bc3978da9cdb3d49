'use client';
import { NodeStatus } from '../ui/node-status';
import type { PaletteItem } from './palette-item';

interface PaletteOptionProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly selected: boolean;
  readonly onPoint: () => void;
  readonly onRun: () => void;
}

/** One thing that was found. The keys stay with the field; a pointer may press it as well. */
export function PaletteOption({ id, item, selected, onPoint, onRun }: PaletteOptionProps) {
  const { icon: Icon, label, note, standing, count } = item;
  return (
    <button
      type="button"
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={onRun}
      className="flex h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-left select-none aria-selected:bg-hover max-md:h-11"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" strokeWidth={1.75} />
      <span className="max-w-[60%] shrink-0 truncate">{label}</span>
      {note !== undefined && <span className="min-w-0 truncate text-ink-3">{note}</span>}
      {count !== undefined && (
        <span className="ml-auto text-small whitespace-nowrap text-ink-3">{count}</span>
      )}
      {standing !== undefined && (
        <span className="ml-auto text-small">
          <NodeStatus signs={standing} />
        </span>
      )}
    </button>
  );
}

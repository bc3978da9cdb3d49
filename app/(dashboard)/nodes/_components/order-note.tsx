'use client';
import { useNow } from '@/app/_lib/now';
import type { NodeRow } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import type { NodeParams } from './node-params';
import { outOfOrder } from './prepare-order';

interface OrderNoteProps {
  readonly rows: readonly NodeRow[];
  readonly params: NodeParams;
  readonly onSort: () => void;
}

/** Rows do not move under the pointer: this says that they would, and lets them. */
export function OrderNote({ rows, params, onSort }: OrderNoteProps) {
  const moved = useNow((nowMs) => outOfOrder(rows, params, nowMs));
  if (moved === 0) return null;
  return (
    <p className="text-small text-ink-3">
      {formatPlural(moved, 'row')} changed order ·{' '}
      <button
        type="button"
        onClick={onSort}
        className="touch-target rounded-sm text-accent hover:underline"
      >
        sort again
      </button>
    </p>
  );
}

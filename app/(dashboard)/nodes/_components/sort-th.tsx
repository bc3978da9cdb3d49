import { ArrowDown, ArrowUp } from 'lucide-react';
import { cx } from '@/app/_lib/cx';
import type { NodeParams, NodeSort } from './node-params';

interface SortThProps {
  readonly sort: NodeSort;
  readonly params: NodeParams;
  readonly onSort: () => void;
  readonly children: string;
  readonly numeric?: boolean;
  readonly className?: string;
}

/**
 * A column's head that sorts the list where it stands: no page is loaded for it.
 * The words alone carry the baseline, on whichever side the arrow is.
 */
export function SortTh({ sort, params, onSort, children, numeric, className }: SortThProps) {
  const isHere = params.sort === sort;
  const Arrow = isHere && params.dir === 'desc' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={!isHere ? 'none' : params.dir === 'desc' ? 'descending' : 'ascending'}
      className={cx(
        'h-9 border-b border-line px-3 text-small font-normal whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
        numeric === true && 'text-right',
        className,
      )}
    >
      <button
        type="button"
        onClick={onSort}
        className={cx(
          'group touch-target inline-flex items-baseline gap-1 rounded-sm hover:text-ink',
          numeric === true && 'flex-row-reverse',
          isHere && 'text-ink',
        )}
      >
        {children}
        <Arrow
          aria-hidden
          className={cx('size-3 self-center', !isHere && 'opacity-0 group-hover:opacity-60')}
        />
      </button>
    </th>
  );
}

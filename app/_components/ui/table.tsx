import { ArrowDown, ArrowUp } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from '@/app/_lib/cx';

interface TableProps {
  /** Said to those who do not see the table; the page's heading says it to the others. */
  readonly caption: string;
  readonly children: ReactNode;
  /** Where only a page of the rows is drawn. */
  readonly rowCount?: number;
  readonly className?: string;
}

/** A real table that scrolls in its own frame, never the page. */
export function Table({ caption, children, rowCount, className }: TableProps) {
  return (
    <div className={cx('overflow-x-auto', className)}>
      <table className="w-full border-collapse text-left" aria-rowcount={rowCount}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </div>
  );
}

interface ThProps {
  readonly children: ReactNode;
  readonly numeric?: boolean;
  /** Present where the column can be sorted: where a click leads, and how it is sorted now. */
  readonly sort?: { readonly href: string; readonly now: 'ascending' | 'descending' | 'none' };
  readonly className?: string;
}

export function Th({ children, numeric = false, sort, className }: ThProps) {
  return (
    <th
      scope="col"
      aria-sort={sort?.now}
      className={cx(
        'h-9 border-b border-line px-3 text-small font-normal whitespace-nowrap text-ink-3 first:pl-4 last:pr-4',
        numeric && 'text-right',
        className,
      )}
    >
      {sort === undefined ? (
        children
      ) : (
        <Link
          href={sort.href}
          scroll={false}
          className={cx(
            'group inline-flex items-baseline gap-1 rounded-sm hover:text-ink',
            sort.now !== 'none' && 'text-ink',
          )}
        >
          {children}
          <SortArrow now={sort.now} />
        </Link>
      )}
    </th>
  );
}

function SortArrow({ now }: { now: 'ascending' | 'descending' | 'none' }) {
  const Arrow = now === 'descending' ? ArrowDown : ArrowUp;
  return (
    <Arrow
      aria-hidden
      className={cx('size-3 self-center', now === 'none' && 'opacity-0 group-hover:opacity-60')}
    />
  );
}

interface TdProps extends ComponentProps<'td'> {
  readonly numeric?: boolean;
  /** What the column is called, for phones, where a table has `cards-on-phones` and no heads. */
  readonly label?: string;
}

export function Td({ numeric = false, label, className, ...rest }: TdProps) {
  return (
    <td
      {...rest}
      data-label={label}
      className={cx(CELL, numeric && 'text-right tabular-nums', className)}
    />
  );
}

/** The cell that names its row. */
export function RowTh({ className, ...rest }: ComponentProps<'th'>) {
  return <th {...rest} scope="row" className={cx(CELL, 'font-normal', className)} />;
}

const CELL = 'h-10 border-b border-line px-3 py-1.5 align-middle first:pl-4 last:pr-4';

'use client';
import { CircleCheck, SearchX } from 'lucide-react';
import { Button } from '@/app/_components/ui/button';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { Table, Th } from '@/app/_components/ui/table';
import { cx } from '@/app/_lib/cx';
import { sumOfCounts } from '@/common/domain/check-counts';
import type { CheckSort } from '@/common/domain/check-query';
import type { CheckPage } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';
import { type CheckChange, type CheckParams, isFiltered, NO_FILTER } from './check-params';
import { CheckTableRow } from './check-table-row';
import { idOf } from './use-checks';

interface CheckListProps {
  readonly page: CheckPage;
  readonly params: CheckParams;
  readonly isOld: boolean;
  readonly onChange: (change: CheckChange) => void;
  readonly onHold: (held: boolean) => void;
}

/** Checks one by one; on a phone each is a card. */
export function CheckList({ page, params, isOld, onChange, onHold }: CheckListProps) {
  return (
    <>
      <section
        aria-label="Checks"
        aria-busy={isOld}
        onPointerEnter={() => onHold(true)}
        onPointerLeave={() => onHold(false)}
        className={cx(
          'min-w-0 rounded-lg border border-line bg-surface transition-opacity',
          isOld && 'opacity-60',
        )}
      >
        {page.rows.length === 0 ? (
          <Nothing page={page} params={params} onChange={onChange} />
        ) : (
          <Table caption="Checks" rowCount={page.total + 1} className="cards-on-phones rounded-lg">
            <thead>
              <tr>
                <SortedTh sort="worst" params={params} onChange={onChange}>
                  State
                </SortedTh>
                <SortedTh sort="check" params={params} onChange={onChange}>
                  Check
                </SortedTh>
                <SortedTh sort="node" params={params} onChange={onChange}>
                  Node
                </SortedTh>
                <Th>Output</Th>
                <SortedTh sort="since" params={params} onChange={onChange}>
                  Since
                </SortedTh>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <CheckTableRow key={idOf(row)} row={row} />
              ))}
            </tbody>
          </Table>
        )}
      </section>
      <nav aria-label="Pages" className="flex items-center gap-2 text-ink-2">
        {params.after !== null && <Button onClick={() => onChange({ after: null })}>First</Button>}
        {page.next !== null && <Button onClick={() => onChange({ after: page.next })}>Next</Button>}
        {(params.after !== null || page.next !== null) && (
          <span>
            {page.rows.length} of {formatPlural(page.total, 'check')}
          </span>
        )}
      </nav>
    </>
  );
}

interface SortedThProps {
  readonly sort: CheckSort;
  readonly params: CheckParams;
  readonly onChange: (change: CheckChange) => void;
  readonly children: string;
}

/** Each order has one direction that makes sense: the worst, the newest, the first by name. */
function SortedTh({ sort, params, onChange, children }: SortedThProps) {
  const isNow = params.sort === sort;
  const direction = sort === 'since' ? 'descending' : 'ascending';
  return (
    <th
      scope="col"
      aria-sort={isNow ? direction : 'none'}
      className="h-9 border-b border-line px-3 text-small font-normal whitespace-nowrap text-ink-3 first:pl-4 last:pr-4"
    >
      <button
        type="button"
        onClick={() => onChange({ sort })}
        className={cx('touch-target rounded-sm hover:text-ink', isNow && 'font-medium text-ink')}
      >
        {children}
        {isNow && <span aria-hidden> {sort === 'since' ? '↓' : '↑'}</span>}
      </button>
    </th>
  );
}

type NothingProps = Pick<CheckListProps, 'page' | 'params' | 'onChange'>;

function Nothing({ page, params, onChange }: NothingProps) {
  const known = sumOfCounts(page.counts) + sumOfCounts(page.silent);
  if (isFiltered(params)) {
    const clear = { ...NO_FILTER, q: '', group: '', silent: 'any' as const };
    return (
      <EmptyState
        icon={SearchX}
        title="No check matches"
        action={<Button onClick={() => onChange(clear)}>Clear the filters</Button>}
      >
        {known > 0
          ? `${formatPlural(known, 'check')} would, in other states.`
          : 'The text is looked for in checks, names of nodes and outputs.'}
      </EmptyState>
    );
  }
  if (known === 0) {
    return (
      <EmptyState icon={SearchX} title="No check has run yet">
        Packs bring checks along, and agents run them by themselves: within a minute of the first
        report of a node its checks stand here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CircleCheck}
      title={page.counts.pending > 0 ? 'Nothing is wrong so far' : 'Nothing is wrong'}
      action={<Button onClick={() => onChange({ state: [] })}>Show all of them</Button>}
    >
      {formatPlural(page.counts.ok, 'check is', 'checks are')} well
      {page.counts.pending > 0 && `, ${page.counts.pending} have not run yet`}.
    </EmptyState>
  );
}

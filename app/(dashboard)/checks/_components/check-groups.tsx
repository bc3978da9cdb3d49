'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CHECK_STATUS } from '@/app/_components/ui/check-status';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { STATUS_TEXT, StatusIcon } from '@/app/_components/ui/status';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckState } from '@/common/domain/check';
import { CHECK_STATES_BY_RANK, countsOf, rankOf, sumOfCounts } from '@/common/domain/check-counts';
import { CHECK_NODES_MAX, type CheckGrouping } from '@/common/domain/check-query';
import type { CheckGroupRow, CheckTotals } from '@/common/domain/check-view';
import { formatCount } from '@/common/format';
import { type CheckChange, type CheckParams, checkFilterOf } from './check-params';

const REFRESH_MS = 10_000;

const HEADS: Readonly<Record<CheckGrouping | 'state', string>> = {
  state: 'State',
  check: 'Check',
  node: 'Node',
  group: 'Group',
  pack: 'Pack',
};

interface CheckGroupsProps {
  readonly by: CheckGrouping | 'state';
  readonly totals: CheckTotals;
  readonly params: CheckParams;
  /** As the page was rendered with them. */
  readonly first: readonly CheckGroupRow[] | undefined;
  readonly onChange: (change: CheckChange) => void;
}

/** How many checks stand how, for each of what they have in common, worst first. */
export function CheckGroups({ by, totals, params, first, onChange }: CheckGroupsProps) {
  const rows = useGroups(by, params, first) ?? statesOf(totals);
  if (rows.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        <EmptyState title="No check matches">
          A group, a pack or a node stands here as soon as it has checks.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Table caption={`Checks by ${by}`} className="rounded-lg max-sm:[&_.wide]:hidden">
        <thead>
          <tr>
            <Th>{HEADS[by]}</Th>
            {CHECK_STATES_BY_RANK.map((state) => (
              <Th key={state} numeric className={isWide(state) ? 'wide' : ''}>
                {CHECK_STATUS[state].word}
              </Th>
            ))}
            <Th numeric>No data</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <GroupRow key={row.key} row={row} onOpen={() => onChange(opened(by, row, params))} />
          ))}
        </tbody>
      </Table>
      {by === 'node' && rows.length === CHECK_NODES_MAX && (
        <p className="border-t border-line px-4 py-2 text-small text-ink-3">
          The worst {CHECK_NODES_MAX} nodes. A group or a part of a name finds others.
        </p>
      )}
    </div>
  );
}

function useGroups(
  by: CheckGrouping | 'state',
  params: CheckParams,
  first: readonly CheckGroupRow[] | undefined,
): readonly CheckGroupRow[] | undefined {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const isAsked = by !== 'state';
  const { data, refetch } = useQuery(
    trpc.checks.groups.queryOptions(
      { ...checkFilterOf(params), by: isAsked ? by : 'check' },
      {
        enabled: isAsked,
        placeholderData: keepPreviousData,
        staleTime: REFRESH_MS,
        gcTime: REFRESH_MS,
        refetchInterval: paused ? false : REFRESH_MS,
      },
    ),
  );
  useCheckPulse(undefined, () => void (isAsked && refetch()));
  return isAsked ? (data ?? first ?? []) : undefined;
}

/** One row a state: nothing but that one is in it. */
function statesOf({ counts, silent }: CheckTotals): CheckGroupRow[] {
  return CHECK_STATES_BY_RANK.filter((state) => counts[state] + silent[state] > 0).map((state) => {
    const only = (all: CheckTotals['counts']) =>
      countsOf(CHECK_STATES_BY_RANK.map((one) => (one === state ? all[one] : 0)));
    return {
      key: state,
      label: CHECK_STATUS[state].word,
      counts: only(counts),
      silent: only(silent),
    };
  });
}

/** The list of what a row counts. */
function opened(
  by: CheckGroupsProps['by'],
  { key }: CheckGroupRow,
  params: CheckParams,
): CheckChange {
  const list = { view: 'list' as const };
  switch (by) {
    case 'state':
      return { ...list, state: CHECK_STATES_BY_RANK.filter((state) => state === key) };
    case 'group':
      return {
        ...list,
        state: [],
        group: params.group === '' ? key : `(${params.group}) & ${key}`,
      };
    default:
      return { ...list, state: [], [by]: key };
  }
}

interface GroupRowProps {
  readonly row: CheckGroupRow;
  readonly onOpen: () => void;
}

function GroupRow({ row: { label, counts, silent }, onOpen }: GroupRowProps) {
  return (
    <tr className="hover:bg-hover/60">
      <RowTh className="max-w-72">
        <button
          type="button"
          onClick={onOpen}
          className="touch-target rounded-sm text-left font-medium hover:underline [overflow-wrap:anywhere]"
        >
          {label}
        </button>
      </RowTh>
      {CHECK_STATES_BY_RANK.map((state) => (
        <Td key={state} numeric className={isWide(state) ? 'wide' : ''}>
          <StateCount state={state} count={counts[state]} />
        </Td>
      ))}
      <Td numeric className="text-ink-3">
        {sumOfCounts(silent) === 0 ? '' : formatCount(sumOfCounts(silent))}
      </Td>
    </tr>
  );
}

/** A zero is no news. */
function StateCount({ state, count }: { readonly state: CheckState; readonly count: number }) {
  if (count === 0) return <span className="text-ink-3">·</span>;
  const { kind } = CHECK_STATUS[state];
  return (
    <span className={`inline-flex items-center gap-1 ${STATUS_TEXT[kind]}`}>
      <StatusIcon kind={kind} className="size-3.5" />
      {formatCount(count)}
    </span>
  );
}

/** On a phone there is room for what is wrong. */
function isWide(state: CheckState): boolean {
  return rankOf(state) > rankOf('unknown') && state !== 'ok';
}

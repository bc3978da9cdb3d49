'use client';
import { X } from 'lucide-react';
import { GroupSetField } from '@/app/_components/group-set-field';
import { CHECK_STATUS } from '@/app/_components/ui/check-status';
import { QueryField } from '@/app/_components/ui/query-field';
import { StatusIcon } from '@/app/_components/ui/status';
import type { CheckState } from '@/common/domain/check';
import { CHECK_STATES_BY_RANK, PROBLEM_STATES, sumOfCounts } from '@/common/domain/check-counts';
import type { CheckPage } from '@/common/domain/check-view';
import { formatCount } from '@/common/format';
import { Chip } from '../../nodes/_components/chip';
import { type CheckChange, type CheckParams, isAll, isUsual } from './check-params';

interface CheckFilterProps {
  readonly params: CheckParams;
  readonly page: CheckPage | undefined;
  readonly onChange: (change: CheckChange) => void;
}

/** Words, a group set expression, states with their numbers, and what a link narrowed it to. */
export function CheckFilter({ params, page, onChange }: CheckFilterProps) {
  return (
    <search className="flex flex-wrap items-center gap-2">
      <QueryField
        value={params.q}
        onChange={(q) => onChange({ q })}
        label="Filter checks"
        placeholder="Check, node or output"
      />
      <GroupSetField
        label="On nodes in groups"
        placeholder="Groups: web & !db"
        value={params.group}
        onChange={(group) => onChange({ group })}
        className="w-full sm:w-64"
      />
      {params.view === 'list' && <StateChips params={params} page={page} onChange={onChange} />}
      <SilentChip params={params} page={page} onChange={onChange} />
      <LinkedChips params={params} page={page} onChange={onChange} />
    </search>
  );
}

function StateChips({ params, page, onChange }: CheckFilterProps) {
  const { counts, silent } = page ?? {};
  const count = (states: readonly CheckState[]) =>
    counts === undefined || silent === undefined ? undefined : sumOfCounts(counts, states);
  const shown = CHECK_STATES_BY_RANK.filter(
    (state) => (counts?.[state] ?? 0) > 0 || params.state.join() === state,
  );
  return (
    <>
      <Chip pressed={isUsual(params)} onPress={() => onChange({ state: [...PROBLEM_STATES] })}>
        Problems <Count of={count(PROBLEM_STATES)} />
      </Chip>
      {shown.map((state) => (
        <Chip
          key={state}
          pressed={params.state.join() === state}
          onPress={() => onChange({ state: [state] })}
        >
          <StatusIcon kind={CHECK_STATUS[state].kind} />
          {CHECK_STATUS[state].word} <Count of={count([state])} />
        </Chip>
      ))}
      <Chip pressed={isAll(params)} onPress={() => onChange({ state: [] })}>
        All <Count of={count(CHECK_STATES_BY_RANK)} />
      </Chip>
    </>
  );
}

function SilentChip({ params: { silent }, page, onChange }: CheckFilterProps) {
  const old = page === undefined ? 0 : sumOfCounts(page.silent);
  if (old === 0 && silent === 'any') return null;
  return (
    <Chip
      pressed={silent === 'only'}
      onPress={() => onChange({ silent: silent === 'only' ? 'any' : 'only' })}
    >
      <StatusIcon kind="stale" />
      Nodes without data <Count of={old} />
    </Chip>
  );
}

/** What a press elsewhere asked for; a press here takes it away. */
function LinkedChips({ params, onChange }: CheckFilterProps) {
  const linked = [
    { name: 'check', label: 'Check', value: params.check },
    { name: 'pack', label: 'Pack', value: params.pack },
    { name: 'node', label: 'Node', value: params.node },
  ] as const;
  return (
    <>
      {linked.map(
        ({ name, label, value }) =>
          value !== null && (
            <Chip key={name} pressed onPress={() => onChange({ [name]: null })}>
              <span className="text-ink-3">{label}</span>
              <span className="max-w-48 truncate">{value}</span>
              <X aria-label=", take this filter away" className="size-3.5" />
            </Chip>
          ),
      )}
      {params.all && (
        <Chip pressed onPress={() => onChange({ all: false })}>
          Also those that do not apply
          <X aria-label=", take this filter away" className="size-3.5" />
        </Chip>
      )}
    </>
  );
}

function Count({ of }: { readonly of: number | undefined }) {
  return of === undefined ? null : <span className="text-ink-3">{formatCount(of)}</span>;
}

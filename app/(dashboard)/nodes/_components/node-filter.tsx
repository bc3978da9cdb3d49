'use client';
import { GroupSetField } from '@/app/_components/group-set-field';
import { NODE_STATUS } from '@/app/_components/ui/node-status';
import { QueryField } from '@/app/_components/ui/query-field';
import { StatusIcon } from '@/app/_components/ui/status';
import type { NodePage, NodeStanding } from '@/common/domain/node';
import { formatCount } from '@/common/format';
import { Chip } from './chip';
import type { NodeParams } from './node-params';
import { standingsShown, sumOf } from './prepare-standings';

export type FilterChange = Partial<Pick<NodeParams, 'q' | 'group' | 'state' | 'page'>>;

interface NodeFilterProps {
  readonly params: NodeParams;
  readonly page: NodePage;
  readonly onChange: (change: FilterChange) => void;
}

/** Words, states with their numbers, a set of groups. */
export function NodeFilter({ params, page, onChange }: NodeFilterProps) {
  const toState = (state: NodeStanding | null) => onChange({ state, page: 0 });
  return (
    <search className="flex flex-wrap items-start gap-2">
      <QueryField
        value={params.q}
        onChange={(q) => onChange({ q, page: 0 })}
        label="Filter nodes"
        placeholder="Filter by name, system or group"
      />
      <Chip pressed={params.state === null} onPress={() => toState(null)}>
        All <Count of={sumOf(page.counts)} />
      </Chip>
      {standingsShown(page.counts, params.state).map((state) => (
        <Chip
          key={state}
          pressed={params.state === state}
          onPress={() => toState(params.state === state ? null : state)}
        >
          <StatusIcon kind={NODE_STATUS[state].kind} />
          {NODE_STATUS[state].word} <Count of={page.counts[state]} />
        </Chip>
      ))}
      <GroupSetField
        label="In groups"
        placeholder="Groups: debian & !db"
        value={params.group ?? ''}
        onChange={(group) => onChange({ group: group === '' ? null : group, page: 0 })}
        className="w-full sm:w-64"
      />
    </search>
  );
}

function Count({ of }: { of: number }) {
  return <span className="text-ink-3">{formatCount(of)}</span>;
}

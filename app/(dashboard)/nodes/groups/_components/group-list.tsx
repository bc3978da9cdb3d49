'use client';
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import Link from 'next/link';
import { parseAsString, useQueryStates } from 'nuqs';
import { GroupSetField } from '@/app/_components/group-set-field';
import { ButtonLink } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { Input } from '@/app/_components/ui/input';
import { Meter } from '@/app/_components/ui/meter';
import { PageHeader } from '@/app/_components/ui/page-header';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import { useGroupPulse } from '@/app/_lib/use-group-pulse';
import type { GroupRow, GroupList as Groups } from '@/common/domain/group-view';
import { formatCount, formatPlural } from '@/common/format';
import { findAll } from '@/common/fuzzy';
import { FleetTabs } from '../../_components/fleet-tabs';
import { sourcesInWords } from './source-words';

const REFRESH_MS = 30_000;

const params = { q: parseAsString.withDefault(''), set: parseAsString.withDefault('') };

/** Every group: how many nodes are in it, and why. */
export function GroupList({ first }: { first: Groups }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.groups.list.queryOptions(undefined, { initialData: first, refetchInterval: REFRESH_MS }),
  );
  useGroupPulse(undefined, () => void refetch());
  useCopyCall({ title: 'All groups', path: 'groups.list', type: 'query' });
  const [{ q, set }, setParams] = useQueryStates(params, { history: 'replace', scroll: false });
  const shown = findAll(
    data.groups.map((group) => ({
      ...group,
      label: group.name,
      keywords: group.detectors.join(' '),
    })),
    q,
  );
  return (
    <>
      <PageHeader
        title="Groups"
        note={`${formatPlural(data.total, 'group')} over ${formatPlural(data.nodeCount, 'node')}`}
      />
      <FleetTabs />
      {error !== null && (
        <ErrorCard title="The groups could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <search className="flex flex-wrap items-start gap-2">
        <div className="w-full sm:w-64">
          <Input
            data-filter
            type="search"
            value={q}
            onChange={({ target }) => void setParams({ q: target.value || null })}
            placeholder="Filter by name or detector"
            aria-label="Filter groups"
          />
        </div>
        <GroupSetField
          label="Try a group set"
          placeholder="Try a set: debian & !db"
          value={set}
          onChange={(next) => void setParams({ set: next || null })}
          className="w-full sm:w-80"
        />
        {set !== '' && (
          <ButtonLink href={`/nodes?group=${encodeURIComponent(set)}`}>Show these nodes</ButtonLink>
        )}
      </search>
      <Card flush title="Groups" note={q === '' ? undefined : `${shown.length} of ${data.total}`}>
        {shown.length === 0 ? (
          <Nothing isFiltered={q !== ''} />
        ) : (
          <GroupTable groups={shown} nodeCount={data.nodeCount} />
        )}
      </Card>
      {data.total > data.groups.length && (
        <p className="text-ink-3">
          The first {formatCount(data.groups.length)} of {formatCount(data.total)} by name; the
          palette finds the others.
        </p>
      )}
    </>
  );
}

function GroupTable({ groups, nodeCount }: { groups: readonly GroupRow[]; nodeCount: number }) {
  return (
    <Table caption="Groups" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>Group</Th>
          <Th>Nodes</Th>
          <Th>Why</Th>
          <Th>Detectors</Th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.name} className="hover:bg-hover/60">
            <RowTh className="font-medium">
              <Link
                href={`/nodes/groups/${encodeURIComponent(group.name)}`}
                prefetch={false}
                className="font-mono hover:underline [overflow-wrap:anywhere]"
              >
                {group.name}
              </Link>
            </RowTh>
            <Td label="Nodes">
              <span className="flex items-center gap-2">
                <span className="w-10 text-right tabular-nums max-sm:w-auto">
                  {formatCount(group.nodeCount)}
                </span>
                <span className="w-24 max-sm:hidden">
                  <Meter percent={(100 * group.nodeCount) / Math.max(1, nodeCount)} />
                </span>
              </span>
            </Td>
            <Td label="Why" className="text-ink-2">
              {sourcesInWords(group.bySource)}
            </Td>
            <Td label="Detectors" className="font-mono text-small text-ink-2">
              {group.detectors.join(', ') || <span className="font-sans text-ink-3">none</span>}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={Tag} title="No group matches">
      The filter looks at names of groups and of their detectors.
    </EmptyState>
  ) : (
    <EmptyState icon={Tag} title="No node is in a group yet">
      Detectors of packs put nodes into groups such as <code>linux</code> and <code>debian</code>{' '}
      within seconds of the agent’s start. People give them on the page of a node, under Edit.
    </EmptyState>
  );
}

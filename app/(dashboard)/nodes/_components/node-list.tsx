'use client';
import { SearchX } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { cx } from '@/app/_lib/cx';
import type { NodePage } from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';
import { formatPlural } from '@/common/format';
import { AddNodeButton } from '../../_components/add-node/add-node-button';
import { WaitingForAgent } from '../../_components/waiting-for-agent';
import { FleetTabs } from './fleet-tabs';
import { NodeCards } from './node-cards';
import { type FilterChange, NodeFilter } from './node-filter';
import { NodePager } from './node-pager';
import { isFiltered, nodeParams, nodeQueryOf } from './node-params';
import { NodeTable } from './node-table';
import { OrderNote } from './order-note';
import { sumOf } from './prepare-standings';
import { useDensity } from './use-density';
import { useNodeList } from './use-node-list';
import { ViewMenu } from './view-menu';

const NO_FILTER = { q: null, group: null, state: null, page: null };

interface NodeListProps {
  readonly first: NodePage;
  readonly firstQuery: NodeQuery;
  /** Whether this person lets machines in. */
  readonly mayAdd: boolean;
}

/** Every machine, filtered, sorted and paged by the server; what is shown stands in the address. */
export function NodeList({ first, firstQuery, mayAdd }: NodeListProps) {
  const [params, setParams] = useQueryStates(nodeParams, { history: 'push', scroll: false });
  // What is typed is one step back, however many times the writer paused.
  const change = (wanted: FilterChange) =>
    void setParams(wanted, { history: wanted.q === undefined ? 'push' : 'replace' });
  const [held, setHeld] = useState(false);
  const query = nodeQueryOf(params);
  useCopyCall({ title: 'The nodes of this list', path: 'nodes.list', type: 'query', input: query });
  const { page, isOld, error, refresh } = useNodeList({ query, first, firstQuery, held });
  const [density, setDensity] = useDensity();
  if (page.total === 0 && !isFiltered(params)) {
    return (
      <>
        <PageHeader title="Nodes" actions={mayAdd && <AddNodeButton />} />
        <WaitingForAgent />
      </>
    );
  }
  const { rows } = page;
  return (
    <>
      <PageHeader
        title="Nodes"
        note={noteOf(page, isFiltered(params))}
        actions={
          <>
            <ViewMenu rows={rows} density={density} onDensity={setDensity} />
            {mayAdd && <AddNodeButton variant="primary" />}
          </>
        }
      />
      <FleetTabs />
      <NodeFilter params={params} page={page} onChange={change} />
      {error !== undefined && (
        <ErrorCard
          title="The list could not be read"
          action={<Button onClick={refresh}>Try again</Button>}
        >
          {error} What is shown is the last that was read.
        </ErrorCard>
      )}
      <div
        aria-busy={isOld}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        className={cx('min-w-0 transition-opacity', isOld && 'opacity-60')}
      >
        {rows.length === 0 ? (
          <NothingMatches onClear={() => void setParams(NO_FILTER)} />
        ) : (
          <>
            <NodeTable
              rows={rows}
              total={page.total}
              density={density}
              params={params}
              onSort={(change) => void setParams(change)}
            />
            <NodeCards rows={rows} />
          </>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <NodePager page={page} index={params.page} onPage={(at) => void setParams({ page: at })} />
        <OrderNote rows={rows} params={params} onSort={refresh} />
      </div>
    </>
  );
}

function noteOf({ total, counts }: NodePage, filtered: boolean): string {
  const all = sumOf(counts);
  return filtered ? `${total} of ${formatPlural(all, 'node')}` : formatPlural(total, 'node');
}

function NothingMatches({ onClear }: { onClear: () => void }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState
        icon={SearchX}
        title="No node matches"
        action={<Button onClick={onClear}>Clear the filters</Button>}
      >
        The filter looks at names, host names, systems and groups.
      </EmptyState>
    </div>
  );
}

'use client';
import { Download } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { Segmented } from '@/app/_components/ui/segmented';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { saveFile } from '@/app/_lib/save-file';
import { sumOfCounts } from '@/common/domain/check-counts';
import type { CheckGroupRow, CheckPage } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';
import { checksAsCsv } from './check-csv';
import { CheckFilter } from './check-filter';
import { CheckGroups } from './check-groups';
import { CheckList } from './check-list';
import { type CheckChange, type CheckParams, checkParams, checkQueryOf } from './check-params';
import { useChecks } from './use-checks';

const VIEWS = [
  { value: 'list', label: 'Checks' },
  { value: 'state', label: 'By state' },
  { value: 'check', label: 'By check' },
  { value: 'node', label: 'By node' },
  { value: 'group', label: 'By group' },
  { value: 'pack', label: 'By pack' },
] as const;

interface CheckViewProps {
  readonly first:
    | {
        readonly page: CheckPage;
        readonly groups: readonly CheckGroupRow[];
        readonly fault?: never;
      }
    | { readonly fault: string; readonly page?: never; readonly groups?: never };
  readonly firstParams: CheckParams;
}

/** Whether the fleet is well: what is wrong first, the rest one press away. */
export function CheckView({ first, firstParams }: CheckViewProps) {
  const [params, setParams] = useQueryStates(checkParams, { history: 'push', scroll: false });
  // What is typed is one step back, however many times the writer paused.
  const change = (wanted: CheckChange) =>
    void setParams(
      { after: null, ...wanted },
      {
        history: wanted.q === undefined ? 'push' : 'replace',
      },
    );
  const [held, setHeld] = useState(false);
  const query = checkQueryOf(params);
  const { page, isOld, error, refresh } = useChecks({
    query,
    first: first.page,
    firstQuery: checkQueryOf(firstParams),
    held,
  });
  const { view } = params;
  useCopyCall({ title: 'These checks', path: 'checks.list', type: 'query', input: query });
  const fault = error ?? (page === undefined ? first.fault : undefined);
  return (
    <>
      <PageHeader
        title="Checks"
        note={page === undefined ? undefined : noteOf(page)}
        actions={
          <Button
            icon={Download}
            disabled={page === undefined || page.rows.length === 0}
            onClick={() => saveFile('checks.csv', checksAsCsv(page?.rows ?? []), 'text/csv')}
          >
            CSV
          </Button>
        }
      />
      <div className="overflow-x-auto">
        <Segmented
          label="How checks are shown"
          options={VIEWS}
          value={view}
          onChange={(wanted) => change({ view: wanted })}
        />
      </div>
      <CheckFilter params={params} page={page} onChange={change} />
      {fault !== undefined && (
        <ErrorCard
          title="The checks could not be read"
          action={<Button onClick={refresh}>Try again</Button>}
        >
          <p className="whitespace-pre-wrap">{fault}</p>
          {page !== undefined && <p>What is shown is the last that was read.</p>}
        </ErrorCard>
      )}
      {page !== undefined && view === 'list' && (
        <CheckList page={page} params={params} isOld={isOld} onChange={change} onHold={setHeld} />
      )}
      {page !== undefined && view !== 'list' && (
        <CheckGroups
          by={view}
          totals={page}
          params={params}
          first={firstParams.view === view ? first.groups : undefined}
          onChange={change}
        />
      )}
    </>
  );
}

function noteOf({ counts, silent }: CheckPage): string {
  const reporting = formatPlural(sumOfCounts(counts), 'check');
  const old = sumOfCounts(silent);
  return old === 0 ? reporting : `${reporting}, and ${old} of nodes that do not report`;
}

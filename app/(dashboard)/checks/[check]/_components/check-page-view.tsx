'use client';
import { useQueryStates } from 'nuqs';
import { CheckWhy } from '@/app/_components/check-why';
import { TellCheck } from '@/app/_components/tell-check';
import { Card } from '@/app/_components/ui/card';
import { CheckNumbers } from '@/app/_components/ui/check-numbers';
import { PageHeader } from '@/app/_components/ui/page-header';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { sumOfCounts } from '@/common/domain/check-counts';
import type { CheckSpan } from '@/common/domain/check-span';
import type { CheckDetail, CheckHistoryRow, CheckPage } from '@/common/domain/check-view';
import { formatPlural } from '@/common/format';
import { useChecks } from '../../_components/use-checks';
import { CheckDefinitions } from './check-definitions';
import { CheckHistory } from './check-history';
import { CheckNodes } from './check-nodes';
import { type CheckPageParams, checkPageParams, statesQuery } from './check-page-params';
import { CheckParameters } from './check-parameters';

interface CheckPageViewProps {
  readonly detail: CheckDetail;
  readonly first: {
    readonly page: CheckPage;
    readonly spans: readonly (readonly CheckSpan[])[];
    readonly history: readonly CheckHistoryRow[];
  };
  readonly firstParams: CheckPageParams;
  readonly historySize: number;
  readonly mayRun: boolean;
}

/** A check: why it is as it is, how it is defined, how it stands on its nodes, what happened. */
export function CheckPageView(props: CheckPageViewProps) {
  const { detail, first, firstParams, historySize, mayRun } = props;
  const { check } = detail;
  const [params, setParams] = useQueryStates(checkPageParams, {
    history: 'push',
    scroll: false,
    shallow: false,
  });
  const { page = first.page } = useChecks({
    query: statesQuery(check, params),
    first: first.page,
    firstQuery: statesQuery(check, firstParams),
    held: false,
  });
  useCopyCall({
    title: 'This check on its nodes',
    path: 'checks.list',
    type: 'query',
    input: statesQuery(check, params),
  });
  const nodeId = params.node ?? page.rows.find(({ applies }) => applies)?.nodeId;
  const explained = page.rows.find((row) => row.nodeId === nodeId);
  const isPassive = detail.definitions.some(({ card }) => card.way === 'passive');
  return (
    <>
      <PageHeader
        title={check}
        trail={[{ href: '/checks', label: 'Checks' }]}
        note={<Note detail={detail} page={page} />}
      />
      {nodeId !== undefined && (
        <Card title={`Why, on ${explained?.nodeName ?? nodeId}`}>
          <CheckWhy key={nodeId} nodeId={nodeId} check={check} mayRun={mayRun && !isPassive} />
          {isPassive && mayRun && <TellCheck nodeId={nodeId} check={check} />}
        </Card>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <CheckDefinitions detail={detail} />
        <CheckParameters detail={detail} />
      </div>
      <CheckNodes
        check={check}
        page={page}
        firstSpans={first.spans}
        explained={nodeId}
        onExplain={(node) => void setParams({ node })}
        onAfter={(after) => void setParams({ after })}
        isFurther={params.after !== null}
      />
      <CheckHistory
        check={check}
        nodeId={params.node ?? undefined}
        first={first.history}
        pageSize={historySize}
        onAllNodes={() => void setParams({ node: null })}
      />
    </>
  );
}

function Note({ detail, page }: { readonly detail: CheckDetail; readonly page: CheckPage }) {
  const old = sumOfCounts(page.silent);
  const summary = detail.definitions[0]?.card.summary ?? '';
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {summary !== '' && <span>{summary}.</span>}
      <CheckNumbers counts={detail.counts} />
      {old > 0 && <span className="text-ink-3">{formatPlural(old, 'node')} without data</span>}
    </div>
  );
}

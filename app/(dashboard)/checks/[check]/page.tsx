import { notFound } from 'next/navigation';
import { createLoader } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { sumOfCounts } from '@/common/domain/check-counts';
import { checkPageParams, statesQuery } from './_components/check-page-params';
import { CheckPageView } from './_components/check-page-view';

const readParams = createLoader(checkPageParams);
const HISTORY_SHOWN = 20;

export async function generateMetadata({ params }: PageProps<'/checks/[check]'>) {
  return { title: decodeURIComponent((await params).check).slice(0, 200) };
}

export default async function CheckPage({ params, searchParams }: PageProps<'/checks/[check]'>) {
  const check = decodeURIComponent((await params).check).slice(0, 200);
  const user = await requireUser(`/checks/${encodeURIComponent(check)}`);
  const wanted = await readParams(searchParams);
  const nodeId = wanted.node?.slice(0, 64);
  const api = await serverApi();
  const [detail, page, history] = await Promise.all([
    api.checks.get({ check, ...(nodeId === undefined ? {} : { nodeId }) }),
    api.checks.list(statesQuery(check, wanted)),
    api.checks.history({
      check,
      limit: HISTORY_SHOWN,
      ...(nodeId === undefined ? {} : { nodeId }),
    }),
  ]);
  const isKnown =
    detail.definitions.length > 0 || sumOfCounts(detail.counts) + sumOfCounts(detail.silent) > 0;
  if (!isKnown && page.rows.length === 0) notFound();
  const spans = await api.checks.spans({ check, nodeIds: page.rows.map((row) => row.nodeId) });
  return (
    <CheckPageView
      detail={detail}
      first={{ page, spans, history }}
      firstParams={wanted}
      historySize={HISTORY_SHOWN}
      mayRun={user.role !== 'viewer'}
    />
  );
}

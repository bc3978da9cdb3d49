import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { SummaryCharts } from './_components/summary-charts';
import { findNode } from './find-node';

export default async function NodePage({ params }: PageProps<'/nodes/[nodeId]'>) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}`);
  const node = await findNode(nodeId);
  const api = await serverApi();
  return <SummaryCharts node={node} first={await api.collectors.list({ nodeId })} />;
}

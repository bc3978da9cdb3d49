import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { FactTree } from './_components/fact-tree';

export const metadata = { title: 'Facts' };

export default async function FactsPage({ params }: PageProps<'/nodes/[nodeId]/facts'>) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}/facts`);
  await findNode(nodeId);
  const api = await serverApi();
  return <FactTree nodeId={nodeId} first={await api.collectors.list({ nodeId })} />;
}

import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { NodeCluster } from './_components/node-cluster';

const EVENTS_SHOWN = 50;

export const metadata = { title: 'Cluster' };

export default async function NodeClusterPage({ params }: PageProps<'/nodes/[nodeId]/cluster'>) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}/cluster`);
  await findNode(nodeId);
  const api = await serverApi();
  const [first, events] = await Promise.all([
    api.membership.evidence({ nodeId }),
    api.membership.history({ nodeId, limit: EVENTS_SHOWN }),
  ]);
  return <NodeCluster first={first} events={events} />;
}

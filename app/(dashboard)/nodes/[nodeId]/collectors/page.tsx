import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { CollectorTable } from './_components/collector-table';

export const metadata = { title: 'Collectors' };

export default async function CollectorsPage({ params }: PageProps<'/nodes/[nodeId]/collectors'>) {
  const { nodeId } = await params;
  const user = await requireUser(`/nodes/${nodeId}/collectors`);
  await findNode(nodeId);
  const api = await serverApi();
  return (
    <CollectorTable
      nodeId={nodeId}
      first={await api.collectors.list({ nodeId })}
      mayRun={user.role !== 'viewer'}
    />
  );
}

import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { NodeChecks } from './_components/node-checks';

export const metadata = { title: 'Checks' };

export default async function NodeChecksPage({ params }: PageProps<'/nodes/[nodeId]/checks'>) {
  const { nodeId } = await params;
  const user = await requireUser(`/nodes/${nodeId}/checks`);
  const node = await findNode(nodeId);
  const api = await serverApi();
  const first = await api.checks.onNode({ nodeId: node.id });
  return <NodeChecks nodeId={node.id} first={first} mayRun={user.role !== 'viewer'} />;
}

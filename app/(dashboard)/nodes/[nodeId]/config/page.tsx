import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { ConfigView } from './_components/config-view';

export const metadata = { title: 'Config' };

interface ConfigPageProps {
  readonly params: Promise<{ nodeId: string }>;
}

export default async function ConfigPage({ params }: ConfigPageProps) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}/config`);
  const node = await findNode(nodeId);
  const api = await serverApi();
  const first = await api.configuration.onNode({ nodeId });
  return <ConfigView node={node} first={first} />;
}

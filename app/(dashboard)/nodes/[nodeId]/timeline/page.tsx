import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { findNode } from '../find-node';
import { NodeTimeline } from './_components/node-timeline';

const ENTRIES_SHOWN = 50;

export const metadata = { title: 'Timeline' };

export default async function TimelinePage({ params }: PageProps<'/nodes/[nodeId]/timeline'>) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}/timeline`);
  await findNode(nodeId);
  const api = await serverApi();
  const first = await api.timeline.list({ nodeId, limit: ENTRIES_SHOWN });
  return <NodeTimeline nodeId={nodeId} first={first} pageSize={ENTRIES_SHOWN} />;
}

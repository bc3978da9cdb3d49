import type { ReactNode } from 'react';
import { requireUser } from '@/app/_lib/current-user';
import { NodeHeader } from './_components/node-header';
import { NodeTabs } from './_components/node-tabs';
import { findNode, lookUpNode } from './find-node';

interface NodeLayoutProps {
  readonly params: Promise<{ nodeId: string }>;
  readonly children: ReactNode;
}

export async function generateMetadata({ params }: NodeLayoutProps) {
  const { nodeId } = await params;
  await requireUser(`/nodes/${nodeId}`);
  const name = (await lookUpNode(nodeId))?.name ?? 'No such node';
  return { title: { default: name, template: `%s · ${name} · OpsBro` } };
}

/** What stays while one goes from tab to tab: which node this is, and how it is. */
export default async function NodeLayout({ params, children }: NodeLayoutProps) {
  const { nodeId } = await params;
  const user = await requireUser(`/nodes/${nodeId}`);
  const node = await findNode(nodeId);
  return (
    <>
      <NodeHeader first={node} mayEdit={user.role !== 'viewer'} mayDecide={user.role === 'admin'} />
      <NodeTabs nodeId={node.id} />
      {children}
    </>
  );
}

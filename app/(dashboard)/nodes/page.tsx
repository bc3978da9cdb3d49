import type { SearchParams } from 'nuqs/server';
import { createLoader } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NodeList } from './_components/node-list';
import { nodeParams, nodeQueryOf } from './_components/node-params';

const readParams = createLoader(nodeParams);

export const metadata = { title: 'Nodes' };

interface NodesPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function NodesPage({ searchParams }: NodesPageProps) {
  const user = await requireUser('/nodes');
  const query = nodeQueryOf(await readParams(searchParams));
  const api = await serverApi();
  const first = await api.nodes.list(query);
  return <NodeList first={first} firstQuery={query} mayAdd={user.role === 'admin'} />;
}

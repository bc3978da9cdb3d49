import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { TopologyView } from './_components/topology-view';

const ENTRIES_SHOWN = 50;

export const metadata = { title: 'Topology' };

export default async function TopologyPage() {
  await requireUser('/nodes/topology');
  const api = await serverApi();
  const [first, history] = await Promise.all([
    api.membership.topology(),
    api.timeline.list({ about: 'cluster', limit: ENTRIES_SHOWN }),
  ]);
  return <TopologyView first={first} history={history} pageSize={ENTRIES_SHOWN} />;
}

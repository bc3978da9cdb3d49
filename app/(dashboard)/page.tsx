import { requireUser } from '../_lib/current-user';
import { serverApi } from '../_lib/server-api';
import { OverviewLive } from './_components/overview-live';

const EVENTS_SHOWN = 20;

export const metadata = { title: 'Overview' };

export default async function OverviewPage() {
  const user = await requireUser('/');
  const api = await serverApi();
  const [overview, events] = await Promise.all([
    api.nodes.overview(),
    api.timeline.list({ limit: EVENTS_SHOWN }),
  ]);
  return <OverviewLive first={overview} firstEvents={events} mayAdd={user.role === 'admin'} />;
}

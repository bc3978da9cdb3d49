import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { HealthLive } from './_components/health-live';

export const metadata = { title: 'Server health' };

export default async function HealthPage() {
  await requireUser('/settings/health');
  const api = await serverApi();
  const [health, keys] = await Promise.all([api.health.server(), api.enrolment.keys()]);
  return <HealthLive first={health} keys={keys} />;
}

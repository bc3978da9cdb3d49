import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NeedsRole } from '../_components/needs-role';
import { ZoneList } from './_components/zone-list';

export const metadata = { title: 'Zones' };

export default async function ZonesPage() {
  const user = await requireUser('/settings/zones');
  if (user.role === 'viewer') return <NeedsRole needed="operator" own={user.role} />;
  const zones = await (await serverApi()).zones.list();
  return <ZoneList first={zones} mayChange={user.role === 'admin'} />;
}

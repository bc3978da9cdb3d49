import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { GroupList } from './_components/group-list';

export const metadata = { title: 'Groups' };

export default async function GroupsPage() {
  await requireUser('/nodes/groups');
  const api = await serverApi();
  return <GroupList first={await api.groups.list()} />;
}

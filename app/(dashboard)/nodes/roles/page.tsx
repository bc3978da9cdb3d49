import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { RoleList } from './_components/role-list';

export const metadata = { title: 'Roles' };

export default async function RolesPage() {
  await requireUser('/nodes/roles');
  const api = await serverApi();
  return <RoleList first={await api.roles.list()} />;
}

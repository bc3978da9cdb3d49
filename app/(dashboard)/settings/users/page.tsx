import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NeedsRole } from '../_components/needs-role';
import { UserList } from './_components/user-list';

export const metadata = { title: 'Users' };

export default async function UsersPage() {
  const user = await requireUser('/settings/users');
  if (user.role !== 'admin') return <NeedsRole needed="admin" own={user.role} />;
  const api = await serverApi();
  return <UserList first={await api.users.list()} ownId={user.id} />;
}

import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NeedsRole } from '../_components/needs-role';
import { BackupList } from './_components/backup-list';

export const metadata = { title: 'Backups' };

export default async function BackupsPage() {
  const user = await requireUser('/settings/backups');
  if (user.role !== 'admin') return <NeedsRole needed="admin" own={user.role} />;
  const api = await serverApi();
  const [backups, state] = await Promise.all([api.backups.list(), api.backups.state()]);
  return <BackupList first={backups} firstState={state} />;
}

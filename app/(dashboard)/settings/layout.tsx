import type { ReactNode } from 'react';
import { currentUser } from '@/app/_lib/current-user';
import { PageHeader } from '../../_components/ui/page-header';
import { SettingsTabs } from './_components/settings-tabs';

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  return (
    <>
      <PageHeader title="Settings" />
      {user !== undefined && <SettingsTabs role={user.role} />}
      {children}
    </>
  );
}

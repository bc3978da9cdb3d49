import type { ReactNode } from 'react';
import { PageHeader } from '../../_components/ui/page-header';
import { SettingsTabs } from './_components/settings-tabs';

export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs />
      {children}
    </>
  );
}

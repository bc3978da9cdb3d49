import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NoPasswordCard } from './_components/no-password-card';
import { PasswordCard } from './_components/password-card';
import { ProfileCard } from './_components/profile-card';
import { SessionList } from './_components/session-list';
import { TwoStepCard } from './_components/two-step-card';

export const metadata = { title: 'Account' };

export default async function AccountPage() {
  await requireUser('/settings/account');
  const api = await serverApi();
  const [account, sessions] = await Promise.all([api.account.show(), api.account.sessions()]);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <div className="grid min-w-0 gap-5">
        <ProfileCard first={account} />
        {account.hasPassword ? <PasswordCard email={account.user.email} /> : <NoPasswordCard />}
      </div>
      <div className="grid min-w-0 gap-5">
        <TwoStepCard first={account} />
        <SessionList first={sessions} />
      </div>
    </div>
  );
}

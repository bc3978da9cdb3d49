import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NeedsRole } from '../_components/needs-role';
import { JoinTokens } from './_components/join-tokens';
import { ServerKeys } from './_components/server-keys';
import { WaitingMachines } from './_components/waiting-machines';

export const metadata = { title: 'Enrolment' };

export default async function EnrolmentPage() {
  const user = await requireUser('/settings/enrolment');
  if (user.role === 'viewer') return <NeedsRole needed="operator" own={user.role} />;
  const isAdmin = user.role === 'admin';
  const api = await serverApi();
  const [waiting, tokens, keys] = await Promise.all([
    api.enrolment.waiting(),
    api.enrolment.tokens(),
    api.enrolment.keys(),
  ]);
  return (
    <>
      <WaitingMachines first={waiting} mayDecide={isAdmin} />
      <JoinTokens first={tokens} mayCreate={isAdmin} />
      <ServerKeys first={keys} mayRotate={isAdmin} />
    </>
  );
}

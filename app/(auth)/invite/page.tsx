import { AcceptForm } from './_components/accept-form';

export const metadata = { title: 'Your account', referrer: 'no-referrer' };

/** Where one-time links lead: a new account, or a new password for one. */
export default function InvitePage() {
  return <AcceptForm />;
}

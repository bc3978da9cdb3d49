import { redirect } from 'next/navigation';
import { needsSetUp } from '@/app/_lib/current-user';
import { SetUpForm } from './_components/set-up-form';

export const metadata = { title: 'Set up' };

export default async function SetUpPage() {
  if (!(await needsSetUp())) redirect('/');
  return <SetUpForm />;
}

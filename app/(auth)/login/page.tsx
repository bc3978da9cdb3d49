import { redirect } from 'next/navigation';
import { currentUser, needsSetUp } from '@/app/_lib/current-user';
import { localPath } from '@/app/_lib/local-path';
import { LoginForm } from './_components/login-form';

export const metadata = { title: 'Sign in' };

interface LoginPageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { next } = await searchParams;
  const path = localPath(typeof next === 'string' ? next : undefined);
  if ((await currentUser()) !== undefined) redirect(path);
  if (await needsSetUp()) redirect('/setup');
  return <LoginForm next={path} />;
}

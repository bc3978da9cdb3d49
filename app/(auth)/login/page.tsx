import { redirect } from 'next/navigation';
import { currentUser, needsSetUp } from '@/app/_lib/current-user';
import { localPath } from '@/app/_lib/local-path';
import { serverApi } from '@/app/_lib/server-api';
import { LoginForm } from './_components/login-form';
import { providerError } from './_components/provider-error';

export const metadata = { title: 'Sign in' };

interface LoginPageProps {
  readonly searchParams: Promise<{
    readonly next?: string | string[];
    readonly error?: string | string[];
  }>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const { next, error } = await searchParams;
  const path = localPath(typeof next === 'string' ? next : undefined);
  if ((await currentUser()) !== undefined) redirect(path);
  if (await needsSetUp()) redirect('/setup');
  const api = await serverApi();
  const { oidc } = await api.auth.methods();
  return (
    <LoginForm
      next={path}
      provider={oidc?.name}
      refused={typeof error === 'string' ? providerError(error) : undefined}
    />
  );
}

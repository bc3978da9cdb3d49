import { notFound } from 'next/navigation';
import { createLoader, parseAsInteger, type SearchParams } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { isMissing } from '@/app/_lib/is-missing';
import { serverApi } from '@/app/_lib/server-api';
import { RoleView } from './_components/role-view';

const readParams = createLoader({ page: parseAsInteger.withDefault(1) });

interface RolePageProps {
  readonly params: Promise<{ role: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: RolePageProps) {
  return { title: decodeURIComponent((await params).role) };
}

export default async function RolePage({ params, searchParams }: RolePageProps) {
  const role = decodeURIComponent((await params).role);
  await requireUser(`/nodes/roles/${encodeURIComponent(role)}`);
  const index = Math.max(0, (await readParams(searchParams)).page - 1);
  const api = await serverApi();
  const first = await api.roles.get({ role, page: index }).catch((error: unknown) => {
    if (isMissing(error)) notFound();
    throw error;
  });
  return <RoleView first={first} firstIndex={index} />;
}

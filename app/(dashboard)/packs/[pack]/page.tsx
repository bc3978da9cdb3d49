import { notFound } from 'next/navigation';
import { requireUser } from '@/app/_lib/current-user';
import { isMissing } from '@/app/_lib/is-missing';
import { serverApi } from '@/app/_lib/server-api';
import { PackView } from './_components/pack-view';

interface PackPageProps {
  readonly params: Promise<{ pack: string }>;
}

export async function generateMetadata({ params }: PackPageProps) {
  return { title: decodeURIComponent((await params).pack).slice(0, 64) };
}

export default async function PackPage({ params }: PackPageProps) {
  const pack = decodeURIComponent((await params).pack).slice(0, 64);
  await requireUser(`/packs/${encodeURIComponent(pack)}`);
  const api = await serverApi();
  const detail = await api.configuration.pack({ pack }).catch((error: unknown) => {
    if (isMissing(error)) notFound();
    throw error;
  });
  const rows = await api.checks.groups({ by: 'check', pack });
  return <PackView detail={detail} checks={rows} />;
}

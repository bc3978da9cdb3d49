import { notFound } from 'next/navigation';
import { requireUser } from '@/app/_lib/current-user';

interface NowherePageProps {
  readonly params: Promise<{ nowhere: string[] }>;
}

export const metadata = { title: 'Not found' };

/** Addresses that lead nowhere say so within the frame, to those who have signed in. */
export default async function NowherePage({ params }: NowherePageProps) {
  const { nowhere } = await params;
  await requireUser(`/${nowhere.join('/')}`);
  notFound();
}

import { createLoader, parseAsInteger, type SearchParams } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { GroupView } from './_components/group-view';

const readParams = createLoader({ page: parseAsInteger.withDefault(1) });

interface GroupPageProps {
  readonly params: Promise<{ group: string }>;
  readonly searchParams: Promise<SearchParams>;
}

const GROUP_LENGTH_MAX = 128;

async function nameOf({ params }: Pick<GroupPageProps, 'params'>): Promise<string> {
  const { group } = await params;
  return decodeURIComponent(group).slice(0, GROUP_LENGTH_MAX);
}

export async function generateMetadata(props: GroupPageProps) {
  return { title: await nameOf(props) };
}

export default async function GroupPage(props: GroupPageProps) {
  const group = await nameOf(props);
  await requireUser(`/nodes/groups/${encodeURIComponent(group)}`);
  const { page } = await readParams(props.searchParams);
  const index = Math.max(0, page - 1);
  const api = await serverApi();
  return <GroupView first={await api.groups.get({ group, page: index })} firstIndex={index} />;
}

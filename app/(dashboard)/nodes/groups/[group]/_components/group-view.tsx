'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ListFilter } from 'lucide-react';
import { parseAsInteger, useQueryState } from 'nuqs';
import { ButtonLink } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { PageTurner } from '@/app/_components/ui/page-turner';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import { useGroupPulse } from '@/app/_lib/use-group-pulse';
import { GROUP_MEMBERS_PAGE, type GroupPage } from '@/common/domain/group-view';
import { formatPlural } from '@/common/format';
import { sourcesInWords } from '../../_components/source-words';
import { GroupChanges } from './group-changes';
import { GroupDetectors } from './group-detectors';
import { GroupMembers } from './group-members';

const REFRESH_MS = 30_000;

interface GroupViewProps {
  readonly first: GroupPage;
  /** Of the page of members, from 0. */
  readonly firstIndex: number;
}

/** A group: who is in it for which reasons, what puts nodes into it, who came and who went. */
export function GroupView({ first, firstIndex }: GroupViewProps) {
  const trpc = useTRPC();
  const [page, setPage] = useQueryState('page', parseAsInteger.withDefault(1));
  const index = Math.max(0, page - 1);
  const query = { group: first.name, page: index };
  const {
    data = first,
    error,
    refetch,
  } = useQuery(
    trpc.groups.get.queryOptions(query, {
      ...(index === firstIndex ? { initialData: first } : {}),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  useGroupPulse(undefined, () => void refetch());
  useCopyCall({ title: 'This group', path: 'groups.get', type: 'query', input: query });
  const why = sourcesInWords(data.bySource);
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{data.name}</span>}
        trail={[
          { href: '/nodes', label: 'Nodes' },
          { href: '/nodes/groups', label: 'Groups' },
        ]}
        note={`${formatPlural(data.nodeCount, 'node')}${why === '' ? '' : `: ${why}`}`}
        actions={
          data.nodeCount > 0 && (
            <ButtonLink icon={ListFilter} href={`/nodes?group=${encodeURIComponent(data.name)}`}>
              In the list of nodes
            </ButtonLink>
          )
        }
      />
      {error !== null && (
        <ErrorCard title="The group could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <GroupDetectors detectors={data.detectors} />
      <GroupMembers members={data.members} group={data.name} />
      <PageTurner
        index={index}
        pages={Math.ceil(data.nodeCount / GROUP_MEMBERS_PAGE)}
        onPage={(next) => void setPage(next + 1)}
      />
      <Card flush title="Who came and who went" note="newest first">
        <GroupChanges changes={data.changes} />
      </Card>
    </>
  );
}

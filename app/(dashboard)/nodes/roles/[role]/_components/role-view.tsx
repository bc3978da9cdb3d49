'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseAsInteger, useQueryState } from 'nuqs';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { PageTurner } from '@/app/_components/ui/page-turner';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import { useGroupPulse } from '@/app/_lib/use-group-pulse';
import { ROLE_MEMBERS_PAGE, type RolePage } from '@/common/domain/role-view';
import { RoleSum } from '../../_components/role-status';
import { RoleDefinitions } from './role-definitions';
import { RoleMembers } from './role-members';

const REFRESH_MS = 30_000;

interface RoleViewProps {
  readonly first: RolePage;
  /** Of the page of members, from 0. */
  readonly firstIndex: number;
}

/** A role: when it is healthy, and on which nodes it is not. */
export function RoleView({ first, firstIndex }: RoleViewProps) {
  const trpc = useTRPC();
  const [page, setPage] = useQueryState('page', parseAsInteger.withDefault(1));
  const index = Math.max(0, page - 1);
  const query = { role: first.id, page: index };
  const {
    data = first,
    error,
    refetch,
  } = useQuery(
    trpc.roles.get.queryOptions(query, {
      ...(index === firstIndex ? { initialData: first } : {}),
      placeholderData: keepPreviousData,
      refetchInterval: REFRESH_MS,
    }),
  );
  useGroupPulse(undefined, () => void refetch());
  useCopyCall({ title: 'This role', path: 'roles.get', type: 'query', input: query });
  const all = data.passing + data.failing + data.unknown + data.silent;
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{data.id}</span>}
        trail={[
          { href: '/nodes', label: 'Nodes' },
          { href: '/nodes/roles', label: 'Roles' },
        ]}
        note={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <RoleSum {...data} />
            <span>{data.definitions[0]?.summary}</span>
          </span>
        }
      />
      {error !== null && (
        <ErrorCard title="The role could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <RoleDefinitions definitions={data.definitions} />
      <RoleMembers role={data.id} members={data.members} />
      <PageTurner
        index={index}
        pages={Math.ceil(all / ROLE_MEMBERS_PAGE)}
        onPage={(next) => void setPage(next + 1)}
      />
    </>
  );
}

'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import Link from 'next/link';
import { Card } from '@/app/_components/ui/card';
import { CodeLine } from '@/app/_components/ui/code-line';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { PageHeader } from '@/app/_components/ui/page-header';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import { useGroupPulse } from '@/app/_lib/use-group-pulse';
import type { RoleRow } from '@/common/domain/role-view';
import { formatCount, formatPlural } from '@/common/format';
import { FleetTabs } from '../../_components/fleet-tabs';
import { RoleSum } from './role-status';

const REFRESH_MS = 30_000;

const SAMPLE = `# packs/shop/roles/web.yaml
summary: The shop answers.
group: web & !staging
healthy_if: '{{checks.http.shop.state}} == "ok"'`;

/** Every role that nodes play, what fails first. */
export function RoleList({ first }: { first: readonly RoleRow[] }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.roles.list.queryOptions(undefined, {
      initialData: [...first],
      refetchInterval: REFRESH_MS,
    }),
  );
  useGroupPulse(undefined, () => void refetch());
  useCopyCall({
    title: 'All roles',
    path: 'roles.list',
    type: 'query',
    onNode: 'opsbro roles state',
  });
  return (
    <>
      <PageHeader title="Roles" note={formatPlural(data.length, 'role')} />
      <FleetTabs />
      {error !== null && (
        <ErrorCard title="The roles could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      <Card flush title="Roles" note="what nodes do for others, and whether they do it">
        {data.length === 0 ? <NoRole /> : <RoleTable roles={data} />}
      </Card>
    </>
  );
}

function RoleTable({ roles }: { roles: readonly RoleRow[] }) {
  return (
    <Table caption="Roles" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
      <thead>
        <tr>
          <Th>Role</Th>
          <Th>Health</Th>
          <Th numeric>Passing</Th>
          <Th numeric>Failing</Th>
          <Th numeric>Unknown</Th>
          <Th numeric>No data</Th>
          <Th>Failing since</Th>
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <tr key={role.id} className="hover:bg-hover/60">
            <RowTh>
              <Link
                href={`/nodes/roles/${encodeURIComponent(role.id)}`}
                prefetch={false}
                className="font-mono font-medium hover:underline"
              >
                {role.id}
              </Link>
              <span className="block text-small text-ink-3">{role.summary}</span>
            </RowTh>
            <Td label="Health">
              <RoleSum {...role} />
            </Td>
            <Td numeric label="Passing">
              {formatCount(role.passing)}
            </Td>
            <Td numeric label="Failing" className={role.failing > 0 ? 'text-critical' : ''}>
              {formatCount(role.failing)}
            </Td>
            <Td numeric label="Unknown">
              {formatCount(role.unknown)}
            </Td>
            <Td numeric label="No data">
              {formatCount(role.silent)}
            </Td>
            <Td label="Failing since" className="text-ink-2">
              {role.failingSinceMs === null ? (
                <span className="text-ink-3">it does not</span>
              ) : (
                <RelativeTime atMs={role.failingSinceMs} />
              )}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function NoRole() {
  return (
    <EmptyState icon={Boxes} title="No node plays a role yet">
      <p>
        A role is what nodes do for others, such as a shop or a database. Declare one in a pack; it
        passes where an expression over checks holds, and appears here within seconds.
      </p>
      <CodeLine wrapped className="mt-3" text={SAMPLE} copyLabel="Copy the sample" />
    </EmptyState>
  );
}

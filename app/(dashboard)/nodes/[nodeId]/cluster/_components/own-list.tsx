'use client';
import { useQuery } from '@tanstack/react-query';
import { MemberStatus } from '@/app/_components/membership/member-status';
import { Button } from '@/app/_components/ui/button';
import { Card } from '@/app/_components/ui/card';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { Skeleton } from '@/app/_components/ui/skeleton';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { MemberSeen } from '@/common/domain/membership-told';
import { formatMs, formatPlural, NOT_KNOWN } from '@/common/format';

/** What the agent itself holds of everybody, asked for when the page is opened. */
export function OwnList({ nodeId }: { nodeId: string }) {
  const trpc = useTRPC();
  const { data, error, isFetching, refetch } = useQuery(
    trpc.membership.list.queryOptions({ nodeId }, { retry: false, gcTime: 0 }),
  );
  useCopyCall({
    title: 'Its own list of members',
    path: 'membership.list',
    type: 'query',
    input: { nodeId },
    onNode: 'opsbro gossip members',
  });
  return (
    <Card
      flush
      title="Its own list"
      note={
        data && (
          <>
            asked <RelativeTime atMs={data.askedMs} />
          </>
        )
      }
      actions={
        <Button variant="quiet" busy={isFetching} onClick={() => void refetch()}>
          Ask again
        </Button>
      }
    >
      {error !== null && (
        <div className="p-3">
          <ErrorCard title="The agent did not answer">{error.message}</ErrorCard>
        </div>
      )}
      {data === undefined && error === null && <Skeleton className="m-4 h-24" />}
      {data !== undefined && <MemberTable members={data.members} />}
      {data !== undefined && data.leftOut > 0 && (
        <p className="px-4 py-2 text-ink-3">
          {formatPlural(data.leftOut, 'more member')} that are alive did not fit into its answer.
        </p>
      )}
    </Card>
  );
}

function MemberTable({ members }: { members: readonly MemberSeen[] }) {
  return (
    <Table
      caption="Members as this agent sees them"
      className="cards-on-phones max-h-[32rem] [&_tbody_tr:last-child>*]:border-b-0"
    >
      <thead>
        <tr>
          <Th>Member</Th>
          <Th>Zone</Th>
          <Th>State</Th>
          <Th>Since</Th>
          <Th numeric>Round trip</Th>
          <Th>Heard itself</Th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <RowTh className="font-medium [overflow-wrap:anywhere]">{member.name}</RowTh>
            <Td label="Zone">{member.zone}</Td>
            <Td label="State">
              <MemberStatus state={member.state} />
            </Td>
            <Td label="Since">
              <RelativeTime atMs={member.sinceMs} />
            </Td>
            <Td label="Round trip" numeric>
              {member.roundTripMs === null ? NOT_KNOWN : formatMs(member.roundTripMs)}
            </Td>
            <Td label="Heard itself">
              {member.heardMs === null ? NOT_KNOWN : <RelativeTime atMs={member.heardMs} />}
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

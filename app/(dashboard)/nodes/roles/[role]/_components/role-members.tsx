'use client';
import Link from 'next/link';
import { useState } from 'react';
import { RoleWhy } from '@/app/_components/explain/agent-why';
import { ExplainedRow } from '@/app/_components/explain/explained-row';
import { Card } from '@/app/_components/ui/card';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { useNow } from '@/app/_lib/now';
import { nodeStanding } from '@/common/domain/node';
import type { RoleMember } from '@/common/domain/role-view';
import { RoleStatus } from '../../_components/role-status';
import { RoleReason } from './role-reason';

interface RoleMembersProps {
  readonly role: string;
  readonly members: readonly RoleMember[];
}

const COLUMNS = 6;

/** How the role does on each node; what fails stands first, with what makes it fail. */
export function RoleMembers({ role, members }: RoleMembersProps) {
  const [open, setOpen] = useState<string>();
  return (
    <Card flush title="Nodes">
      <Table caption="Nodes that play it" className="cards-on-phones">
        <thead>
          <tr>
            <Th>Node</Th>
            <Th>Health</Th>
            <Th>Why</Th>
            <Th>Since</Th>
            <Th>Status</Th>
            <Th>
              <span className="sr-only">Explain</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <MemberRow
              key={member.nodeId}
              role={role}
              member={member}
              isOpen={open === member.nodeId}
              onToggle={() => setOpen(open === member.nodeId ? undefined : member.nodeId)}
            />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

interface MemberRowProps {
  readonly role: string;
  readonly member: RoleMember;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function MemberRow({ role, member, isOpen, onToggle }: MemberRowProps) {
  const isOld = useNow((nowMs) => nodeStanding(member, nowMs) !== 'live');
  return (
    <ExplainedRow
      columns={COLUMNS}
      isOpen={isOpen}
      onToggle={onToggle}
      explanation={<RoleWhy nodeId={member.nodeId} role={role} />}
    >
      <RowTh className="align-top font-medium">
        <Link
          href={`/nodes/${member.nodeId}`}
          prefetch={false}
          className="hover:underline [overflow-wrap:anywhere]"
        >
          {member.name}
        </Link>
      </RowTh>
      <Td label="Health" className="align-top">
        <RoleStatus health={member.health} isOld={isOld} />
      </Td>
      <Td label="Why" className="align-top text-ink-2 [overflow-wrap:anywhere]">
        <RoleReason nodeId={member.nodeId} reason={member.reason} />
      </Td>
      <Td label="Since" className="align-top whitespace-nowrap text-ink-2">
        <RelativeTime atMs={member.sinceMs} />
      </Td>
      <Td label="Status" className="align-top">
        <NodeStatus signs={member} />
      </Td>
    </ExplainedRow>
  );
}

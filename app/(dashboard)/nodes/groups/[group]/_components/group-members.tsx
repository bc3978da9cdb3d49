'use client';
import { Server } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { DetectorWhy } from '@/app/_components/explain/agent-why';
import { ExplainedRow } from '@/app/_components/explain/explained-row';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import type { GroupMember, GroupReason } from '@/common/domain/group-view';
import { SOURCE_WORDS } from '../../_components/source-words';

interface GroupMembersProps {
  readonly members: readonly GroupMember[];
  readonly group: string;
}

const COLUMNS = 4;

/** The nodes of a group with every reason; a rule is explained on the node itself. */
export function GroupMembers({ members, group }: GroupMembersProps) {
  const [open, setOpen] = useState<string>();
  if (members.length === 0) {
    return (
      <Card flush title="Members">
        <EmptyState icon={Server} title={`No node is in ${group}`}>
          People give it on the page of a node, under Edit; detectors give it where their rule
          holds. Nodes appear here by themselves.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush title="Members">
      <Table caption="Members" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
        <thead>
          <tr>
            <Th>Node</Th>
            <Th>Status</Th>
            <Th>Why</Th>
            <Th>
              <span className="sr-only">Explain</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => {
            const detector = member.reasons.find((reason) => reason.detector !== '')?.detector;
            const isOpen = open === member.nodeId && detector !== undefined;
            return (
              <ExplainedRow
                key={member.nodeId}
                columns={COLUMNS}
                isOpen={isOpen}
                onToggle={
                  detector === undefined
                    ? undefined
                    : () => setOpen(isOpen ? undefined : member.nodeId)
                }
                explanation={
                  detector !== undefined && (
                    <DetectorWhy nodeId={member.nodeId} detector={detector} />
                  )
                }
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
                <Td label="Status" className="align-top">
                  <NodeStatus signs={member} />
                </Td>
                <Td label="Why" className="align-top">
                  <Reasons reasons={member.reasons} />
                </Td>
              </ExplainedRow>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}

function Reasons({ reasons }: { reasons: readonly GroupReason[] }) {
  return (
    <ul>
      {reasons.map(({ source, detector, sinceMs }) => (
        <li key={`${source} ${detector}`} className="text-ink-2">
          <span title={SOURCE_WORDS[source].help}>{SOURCE_WORDS[source].word}</span>
          {detector !== '' && (
            <>
              {' '}
              by <span className="font-mono">{detector}</span>
            </>
          )}
          <span className="text-small text-ink-3">
            {' · '}
            {sinceMs === null ? 'the node has not confirmed it yet' : <Since atMs={sinceMs} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Since({ atMs }: { atMs: number }) {
  return (
    <>
      since <RelativeTime atMs={atMs} />
    </>
  );
}

'use client';
import Link from 'next/link';
import { useState } from 'react';
import { DetectorWhy } from '@/app/_components/explain/agent-why';
import { ExplainedRow } from '@/app/_components/explain/explained-row';
import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { SOURCE_WORDS } from '@/app/(dashboard)/nodes/groups/_components/source-words';
import type { NodeConfiguration } from '@/common/domain/configuration-view';
import { groupsInOrder, type NodeDetail } from '@/common/domain/node';
import { formatPlural } from '@/common/format';
import { type GroupWhy, groupsWithWhy } from './prepare-groups';

interface NodeGroupsCardProps {
  readonly node: NodeDetail;
  readonly configuration: NodeConfiguration;
}

const COLUMNS = 4;

/** The groups of a node, each with every reason; a rule is explained by the node itself. */
export function NodeGroupsCard({ node, configuration }: NodeGroupsCardProps) {
  const [open, setOpen] = useState<string>();
  const reasons = groupsWithWhy(node.groups, configuration.memberships);
  const failing = configuration.detectors.filter(({ state }) => state === 'error');
  return (
    <Card flush title="Groups" note={formatPlural(groupsInOrder(node).length, 'group')}>
      {failing.map(({ id, reason }) => (
        <p key={id} className="border-b border-line px-4 py-2 text-critical">
          The detector <code className="font-mono">{id}</code> fails: {reason}
        </p>
      ))}
      {reasons.length === 0 ? (
        <p className="px-4 py-3 text-ink-2">
          In no group. People give them under Edit; detectors find them by themselves.
        </p>
      ) : (
        <Table caption="Groups" className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0">
          <thead>
            <tr>
              <Th>Group</Th>
              <Th>Why</Th>
              <Th>Since</Th>
              <Th>
                <span className="sr-only">Explain</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {reasons.map((reason) => (
              <GroupRow
                key={reason.key}
                nodeId={node.id}
                reason={reason}
                isOpen={open === reason.key}
                onToggle={() => setOpen(open === reason.key ? undefined : reason.key)}
              />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

interface GroupRowProps {
  readonly nodeId: string;
  readonly reason: GroupWhy;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function GroupRow({ nodeId, reason, isOpen, onToggle }: GroupRowProps) {
  const { group, source, detector, sinceMs } = reason;
  return (
    <ExplainedRow
      columns={COLUMNS}
      isOpen={isOpen}
      onToggle={detector === '' ? undefined : onToggle}
      explanation={<DetectorWhy nodeId={nodeId} detector={detector} />}
    >
      <RowTh>
        <Link
          href={`/nodes/groups/${encodeURIComponent(group)}`}
          prefetch={false}
          className="font-mono hover:underline [overflow-wrap:anywhere]"
        >
          {group}
        </Link>
      </RowTh>
      <Td label="Why" className="text-ink-2">
        {/* One element: what a cell of a phone holds is spread over its width. */}
        <span title={SOURCE_WORDS[source].help}>
          {SOURCE_WORDS[source].word}
          {detector !== '' && (
            <>
              {' '}
              by <code className="font-mono">{detector}</code>
            </>
          )}
        </span>
      </Td>
      <Td label="Since" className="whitespace-nowrap text-ink-2">
        {sinceMs === null ? 'not confirmed yet' : <RelativeTime atMs={sinceMs} />}
      </Td>
    </ExplainedRow>
  );
}

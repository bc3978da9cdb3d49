'use client';
import { Pencil } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { Badge } from '@/app/_components/ui/badge';
import { Button } from '@/app/_components/ui/button';
import { NodeStatus } from '@/app/_components/ui/node-status';
import { PageHeader } from '@/app/_components/ui/page-header';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useHotkey } from '@/app/_lib/hotkeys';
import { useNow } from '@/app/_lib/now';
import {
  groupsInOrder,
  type NodeDetail,
  type NodeState,
  nodeState,
  STALE_AFTER_MS,
} from '@/common/domain/node';
import { formatAgo, formatExact } from '@/common/format';
import { AdmissionBanner } from './admission-banner';
import { NodeFacts } from './node-facts';
import { NodeMenu } from './node-menu';
import { PeerEvidence } from './peer-evidence';
import { useNode } from './use-node';

const EditDialog = dynamic(() => import('./edit-dialog').then((module) => module.EditDialog), {
  ssr: false,
});

interface NodeHeaderProps {
  readonly first: NodeDetail;
  readonly mayEdit: boolean;
  /** Whether this person lets machines in and shuts them out. */
  readonly mayDecide: boolean;
}

/** Which node this is, how it is and why we think so, and what it is made of. */
export function NodeHeader({ first, mayEdit, mayDecide }: NodeHeaderProps) {
  const { node, refresh } = useNode(first);
  useCopyCall({
    title: 'This node',
    path: 'nodes.find',
    type: 'query',
    input: { nodeId: node.id },
    onNode: 'opsbro agent info',
  });
  const [editing, setEditing] = useState(false);
  useHotkey('e', 'Edit this node', () => mayEdit && setEditing(true));
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={node.name}
        trail={[{ href: '/nodes', label: 'Nodes' }]}
        note={<Evidence node={node} />}
        actions={
          <>
            {mayEdit && (
              <Button icon={Pencil} onClick={() => setEditing(true)}>
                Edit
              </Button>
            )}
            <NodeMenu node={node} mayDecide={mayDecide} onChanged={refresh} />
          </>
        }
      />
      <AdmissionBanner node={node} mayDecide={mayDecide} onChanged={refresh} />
      {node.admission === 'active' && <OfflineBanner node={node} />}
      <NodeFacts node={node} />
      {editing && <EditDialog node={node} onClose={() => setEditing(false)} />}
    </div>
  );
}

/** The state, what it is told from, and the groups. */
function Evidence({ node }: { node: NodeDetail }) {
  const { lastReportMs } = node;
  const heard = useNow((nowMs) =>
    lastReportMs === null ? 'no report yet' : `last report ${formatAgo(nowMs - lastReportMs)}`,
  );
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1.5">
      <NodeStatus signs={node} />
      <span
        className="text-ink-3"
        title={lastReportMs === null ? undefined : formatExact(lastReportMs)}
        suppressHydrationWarning
      >
        {node.admission === 'active'
          ? `${heard}; “No data” after ${STALE_AFTER_MS / 1_000} s without one`
          : heard}
      </span>
      {node.admission === 'active' && <PeerEvidence node={node} />}
      {groupsInOrder(node).map((group) => (
        <Link
          key={group}
          href={`/nodes/groups/${encodeURIComponent(group)}`}
          className="touch-target rounded-sm hover:brightness-95"
          title={`Who else is in ${group}, and why`}
        >
          <Badge>{group}</Badge>
        </Link>
      ))}
    </div>
  );
}

const SILENCES: Readonly<Partial<Record<NodeState, string>>> = {
  down: 'This node is down: neither its peers nor this server reach it.',
  unreporting: 'This node is up, as its peers see it, but does not report to this server.',
  left: 'This node has left the cluster, and does not report.',
};

const HOUR_MS = 3_600_000;

/** Everything stays readable; what is shown is as old as this says. */
function OfflineBanner({ node }: { node: NodeDetail }) {
  const { id, lastReportMs } = node;
  const state = useNow((nowMs) => nodeState(node, nowMs));
  if (state === 'live' || lastReportMs === null) return null;
  return (
    <p
      role="status"
      className="rounded-md border border-line bg-stale-tint px-3 py-2 text-stale"
      suppressHydrationWarning
    >
      {SILENCES[state] ?? 'No data from this node.'} Everything here is as of{' '}
      {formatExact(lastReportMs)}. The agent keeps what it collects, and sends it when it is back.{' '}
      <Link
        href={`/nodes/${id}?from=${lastReportMs - HOUR_MS}&to=${lastReportMs}`}
        className="font-medium text-accent hover:underline"
      >
        Show its last hour
      </Link>
    </p>
  );
}

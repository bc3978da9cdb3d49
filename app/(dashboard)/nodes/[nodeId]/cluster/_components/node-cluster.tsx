'use client';
import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { useEvidence } from '@/app/_components/membership/use-evidence';
import { Badge } from '@/app/_components/ui/badge';
import { Card } from '@/app/_components/ui/card';
import { EmptyState } from '@/app/_components/ui/empty-state';
import { ErrorCard } from '@/app/_components/ui/error-card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { useCopyCall } from '@/app/_lib/copy-calls';
import { useTRPC } from '@/app/_lib/trpc';
import type { MemberEventView, MembershipEvidence } from '@/common/domain/membership-view';
import { formatPlural } from '@/common/format';
import { MemberEvents } from './member-events';
import { OwnList } from './own-list';
import { ReachedBy } from './reached-by';
import { Witnesses } from './witnesses';

const REFRESH_MS = 5_000;

interface NodeClusterProps {
  readonly first: MembershipEvidence;
  readonly events: readonly MemberEventView[];
}

/** A node in the cluster: what its peers hold of it and why, and what it holds of them. */
export function NodeCluster({ first, events }: NodeClusterProps) {
  const { nodeId } = first;
  const trpc = useTRPC();
  const { data: evidence = first, error } = useEvidence(nodeId, REFRESH_MS, first);
  const history = useQuery(
    trpc.membership.history.queryOptions(
      { nodeId, limit: 50 },
      { initialData: events, refetchInterval: 2 * REFRESH_MS, gcTime: 0 },
    ),
  );
  useCopyCall({
    title: 'What peers hold of this node',
    path: 'membership.evidence',
    type: 'query',
    input: { nodeId },
    onNode: 'opsbro gossip members --detail',
  });
  const isKnown = evidence.own !== null || evidence.heldByCount + evidence.reachedByCount > 0;
  return (
    <div className="flex flex-col gap-4">
      {error !== null && (
        <ErrorCard title="What its peers hold could not be read">
          {error.message} What is shown is the last that was read.
        </ErrorCard>
      )}
      {isKnown ? (
        <>
          <OwnCard evidence={evidence} />
          <Witnesses evidence={evidence} />
          <ReachedBy evidence={evidence} />
          {evidence.own !== null && <OwnList nodeId={nodeId} />}
        </>
      ) : (
        <NotInCluster />
      )}
      <MemberEvents events={history.data} names={evidence.names} />
    </div>
  );
}

function OwnCard({ evidence: { own } }: { evidence: MembershipEvidence }) {
  if (own === null) return null;
  const { zone, isRelay, incarnation, addresses, counts, toldMs } = own;
  const others = [
    counts.suspect > 0 && `${counts.suspect} suspect`,
    counts.dead > 0 && `${counts.dead} dead`,
    counts.left > 0 && `${counts.left} left`,
  ].filter(Boolean);
  return (
    <Card
      title="In the cluster"
      note={
        <>
          as it said <RelativeTime atMs={toldMs} />
        </>
      }
    >
      <dl className="flex flex-wrap gap-x-8 gap-y-3 [&_dd]:[overflow-wrap:anywhere] [&_dt]:text-small [&_dt]:text-ink-3">
        <div>
          <dt>Zone</dt>
          <dd>
            {zone} {isRelay && <Badge>relay</Badge>}
          </dd>
        </div>
        <div>
          <dt>Gossips at</dt>
          <dd className="font-mono text-small">{addresses.join(', ')}</dd>
        </div>
        <div>
          <dt>Sees</dt>
          <dd>
            {formatPlural(counts.alive, 'member')} alive
            {others.length > 0 && `, ${others.join(', ')}`}
          </dd>
        </div>
        <div>
          <dt>Incarnation</dt>
          <dd title="Grows when it refutes that it is gone, and when what it says of itself changes">
            {incarnation}
          </dd>
        </div>
      </dl>
    </Card>
  );
}

function NotInCluster() {
  return (
    <Card title="In the cluster">
      <EmptyState icon={Network} title="This node has told of no other">
        Its agent does not gossip: on this machine alone it needs nothing for it, beyond it the key
        of its zone. What peers say of it will be listed here.
      </EmptyState>
    </Card>
  );
}

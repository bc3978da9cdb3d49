'use client';
import Link from 'next/link';
import { useEvidence } from '@/app/_components/membership/use-evidence';
import { useNow } from '@/app/_lib/now';
import { accusationWords } from '@/common/domain/accusation-words';
import type { MembershipEvidence } from '@/common/domain/membership-view';
import { type NodeDetail, type NodeStanding, nodeStanding } from '@/common/domain/node';
import { formatMs, formatPlural } from '@/common/format';

const DOUBTED_MS = 3_000;
const CALM_MS = 20_000;

/** What its peers say of the node, in one line: who suspects it by which probes, or who reaches it. */
export function PeerEvidence({ node }: { node: NodeDetail }) {
  const standing = useNow((nowMs) => nodeStanding(node, nowMs));
  const isDoubted = standing !== 'live' || node.peers !== null;
  const { data } = useEvidence(node.id, isDoubted ? DOUBTED_MS : CALM_MS);
  if (data === undefined) return null;
  const words = peerWords(data, standing);
  if (words === '') return null;
  return (
    <Link
      href={`/nodes/${node.id}/cluster`}
      prefetch={false}
      className="text-ink-3 [overflow-wrap:anywhere] hover:text-ink hover:underline"
    >
      {words}
    </Link>
  );
}

/** `dead for 3 peers: web-1 did not reach it`, `answers 24 peers, the nearest web-2 in 0.4 ms`. */
function peerWords(evidence: MembershipEvidence, standing: NodeStanding): string {
  const { heldBy, reachedBy, reachedByCount, names } = evidence;
  const witnesses = heldBy.filter(({ reports }) => reports);
  const [witness] = witnesses;
  if (witness !== undefined) {
    const { state } = witness;
    const same = witnesses.filter((one) => one.state === state).length;
    const why = accusationWords(witness.accusations, (id) => names[id] ?? id.slice(0, 8));
    const still = standing === 'live' && state !== 'suspect' ? '; yet it answers the server' : '';
    return `${STATES[state]} for ${formatPlural(same, 'peer')}${why === '' ? '' : `: ${why}`}${still}`;
  }
  const [nearest] = reachedBy;
  if (nearest === undefined) return '';
  return `answers ${formatPlural(reachedByCount, 'peer')}, ${nearest.name} in ${formatMs(nearest.ms)}`;
}

const STATES = { suspect: 'suspect', dead: 'dead', left: 'left' } as const;

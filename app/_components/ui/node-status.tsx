'use client';
import { useNow } from '@/app/_lib/now';
import { type NodeSigns, type NodeStanding, nodeStanding } from '@/common/domain/node';
import { formatAge } from '@/common/format';
import { Status, type StatusKind } from './status';

interface NodeStatusLook {
  readonly kind: StatusKind;
  readonly word: string;
}

export const NODE_STATUS: Readonly<Record<NodeStanding, NodeStatusLook>> = {
  live: { kind: 'ok', word: 'Live' },
  down: { kind: 'critical', word: 'Down' },
  unreporting: { kind: 'stale', word: 'Up, not reporting' },
  stale: { kind: 'stale', word: 'No data' },
  left: { kind: 'revoked', word: 'Left' },
  pending: { kind: 'pending', word: 'Not reported yet' },
  waiting: { kind: 'pending', word: 'Awaiting approval' },
  quarantined: { kind: 'critical', word: 'Quarantined' },
  revoked: { kind: 'revoked', word: 'Revoked' },
};

interface NodeStatusProps {
  readonly signs: NodeSigns;
  /** Where the age of the last report stands beside it. */
  readonly short?: boolean;
}

/** Whether a node is let in and up, by the one rule; goes stale by itself when nothing is heard. */
export function NodeStatus({ signs, short = false }: NodeStatusProps) {
  const kind = useNow((nowMs) => nodeStatusKind(signs, nowMs));
  const word = useNow((nowMs) => nodeStatusWord(signs, nowMs, short));
  return <Status kind={kind} word={word} />;
}

export function nodeStatusKind(signs: NodeSigns, nowMs: number): StatusKind {
  return NODE_STATUS[nodeStanding(signs, nowMs)].kind;
}

/**
 * `Live`, `Down`, `No data for 3 min`, `Not reported yet`, `Quarantined`.
 * @param short without the age
 */
export function nodeStatusWord(signs: NodeSigns, nowMs: number, short = false): string {
  const standing = nodeStanding(signs, nowMs);
  const { word } = NODE_STATUS[standing];
  if (short || standing !== 'stale' || signs.lastReportMs === null) return word;
  return `${word} for ${formatAge(nowMs - signs.lastReportMs)}`;
}

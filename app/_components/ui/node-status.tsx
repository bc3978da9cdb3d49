'use client';
import { useNow } from '@/app/_lib/now';
import { type NodeRow, type NodeState, nodeState } from '@/common/domain/node';
import { formatAge } from '@/common/format';
import { Status, type StatusKind } from './status';

/** What decides how a node is shown: whether it is let in, and when it was last heard. */
export type NodeStanding = Pick<NodeRow, 'admission' | 'lastReportMs'>;

export const NODE_STATUS: Readonly<Record<NodeState, StatusKind>> = {
  live: 'ok',
  stale: 'stale',
  pending: 'pending',
};

interface Admission {
  readonly kind: StatusKind;
  readonly word: string;
}

/** Of nodes that are not let in: whether they report is then not the point. */
export const ADMISSION_STATUS: Readonly<
  Record<Exclude<NodeRow['admission'], 'active'>, Admission>
> = {
  pending: { kind: 'pending', word: 'Awaiting approval' },
  quarantined: { kind: 'critical', word: 'Quarantined' },
  revoked: { kind: 'revoked', word: 'Revoked' },
};

interface NodeStatusProps extends NodeStanding {
  /** Where the age of the last report stands beside it. */
  readonly short?: boolean;
}

/** Whether a node is let in and up, by the one rule; goes stale by itself when nothing is heard. */
export function NodeStatus({ admission, lastReportMs, short = false }: NodeStatusProps) {
  const kind = useNow((nowMs) => nodeStatusKind({ admission, lastReportMs }, nowMs));
  const word = useNow((nowMs) => nodeStatusWord({ admission, lastReportMs }, nowMs, short));
  return <Status kind={kind} word={word} />;
}

export function nodeStatusKind(
  { admission, lastReportMs }: NodeStanding,
  nowMs: number,
): StatusKind {
  if (admission !== 'active') return ADMISSION_STATUS[admission].kind;
  return NODE_STATUS[nodeState(lastReportMs, nowMs)];
}

/**
 * `Live`, `No data for 3 min`, `Not reported yet`, `Quarantined`.
 * @param short without the age
 */
export function nodeStatusWord(
  { admission, lastReportMs }: NodeStanding,
  nowMs: number,
  short = false,
): string {
  if (admission !== 'active') return ADMISSION_STATUS[admission].word;
  const state = nodeState(lastReportMs, nowMs);
  if (state === 'live') return 'Live';
  if (state === 'pending' || lastReportMs === null) return 'Not reported yet';
  return short ? 'No data' : `No data for ${formatAge(nowMs - lastReportMs)}`;
}

'use client';
import { useNow } from '@/app/_lib/now';
import { type NodeState, nodeState } from '@/common/domain/node';
import { formatAge } from '@/common/format';
import { Status, type StatusKind } from './status';

export const NODE_STATUS: Readonly<Record<NodeState, StatusKind>> = {
  live: 'ok',
  stale: 'stale',
  pending: 'pending',
};

/** Whether a node is up, by the one rule; goes stale by itself when nothing more is heard. */
export function NodeStatus({ lastReportMs }: { lastReportMs: number | null }) {
  const state = useNow((nowMs) => nodeState(lastReportMs, nowMs));
  const word = useNow((nowMs) => nodeStateWord(lastReportMs, nowMs));
  return <Status kind={NODE_STATUS[state]} word={word} />;
}

/** `Live`, `No data for 3 min`, `Not reported yet`. */
export function nodeStateWord(lastReportMs: number | null, nowMs: number): string {
  const state = nodeState(lastReportMs, nowMs);
  if (state === 'live') return 'Live';
  if (state === 'pending' || lastReportMs === null) return 'Not reported yet';
  return `No data for ${formatAge(nowMs - lastReportMs)}`;
}

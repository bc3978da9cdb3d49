import { formatDuration } from '../duration';
import { type Admission, type Attention, CLOCK_SKEW_MS_MAX, type NodeRow, nodeState } from './node';

/** What asks for a person, worst first: silence before what a node that speaks says of itself. */
export function attentionOf(nodes: readonly NodeRow[], nowMs: number): Attention[] {
  const found = nodes.flatMap((node) => attentionOfNode(node, nowMs));
  const rank = ({ kind }: Attention) => WORST_FIRST.indexOf(kind);
  return found.sort((a, b) => rank(a) - rank(b) || (a.sinceMs ?? 0) - (b.sinceMs ?? 0));
}

const WORST_FIRST: readonly Attention['kind'][] = [
  'node-quarantined',
  'node-pending',
  'node-stale',
  'clock-skew',
  'collectors-failing',
];

function attentionOfNode(node: NodeRow, nowMs: number): Attention[] {
  const about = { nodeId: node.id, nodeName: node.name, sinceMs: null };
  const waiting = admissionInWords(node.admission);
  if (waiting !== undefined) return [{ ...waiting, ...about }];
  // Of a node that is shut out nothing is expected.
  if (node.admission !== 'active') return [];
  const state = nodeState(node.lastReportMs, nowMs);
  if (state === 'stale') {
    const text = 'has not reported; what is shown of it is as of then';
    return [{ kind: 'node-stale', ...about, text, sinceMs: node.lastReportMs }];
  }
  return state === 'live' ? complaintsOf(node).map((told) => ({ ...told, ...about })) : [];
}

function complaintsOf(node: NodeRow): Pick<Attention, 'kind' | 'text'>[] {
  const told: Pick<Attention, 'kind' | 'text'>[] = [];
  const skew = skewInWords(node.clockSkewMs);
  if (skew !== undefined) told.push({ kind: 'clock-skew', text: skew });
  if (node.collectorsFailing > 0) {
    const fail = node.collectorsFailing === 1 ? 'collector fails' : 'collectors fail';
    told.push({ kind: 'collectors-failing', text: `${node.collectorsFailing} ${fail}` });
  }
  return told;
}

function admissionInWords(admission: Admission): Pick<Attention, 'kind' | 'text'> | undefined {
  if (admission === 'quarantined') {
    return { kind: 'node-quarantined', text: 'is shut out: its identity is in use twice' };
  }
  if (admission === 'pending') return { kind: 'node-pending', text: 'asks to be let in' };
  return undefined;
}

/** @returns `undefined` for a clock that is right, or not known */
export function skewInWords(clockSkewMs: number | null): string | undefined {
  if (clockSkewMs === null || Math.abs(clockSkewMs) <= CLOCK_SKEW_MS_MAX) return undefined;
  const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
  return `its clock is ${formatDuration(Math.abs(clockSkewMs))} ${direction} the server’s`;
}

import { formatDuration } from '../duration';
import type { CheckState } from './check';
import type { CheckProblem } from './check-view';
import {
  type Admission,
  type Attention,
  CLOCK_SKEW_MS_MAX,
  type NodeRow,
  type NodeState,
  nodeState,
} from './node';

/** What asks for a person, worst first: silence before what a node that speaks says of itself. */
export function attentionOf(
  nodes: readonly NodeRow[],
  problems: readonly CheckProblem[],
  nowMs: number,
): Attention[] {
  const found = [
    ...nodes.flatMap((node) => attentionOfNode(node, nowMs)),
    ...problems.map(attentionOfCheck),
  ];
  const rank = ({ kind }: Attention) => WORST_FIRST.indexOf(kind);
  return found.sort((a, b) => rank(a) - rank(b) || ageOf(a) - ageOf(b));
}

/** Who is silent for longest comes first; of checks, what is new. */
function ageOf({ check, sinceMs }: Attention): number {
  return check === null ? (sinceMs ?? 0) : -(sinceMs ?? 0);
}

const WORST_FIRST: readonly Attention['kind'][] = [
  'node-quarantined',
  'node-pending',
  'node-down',
  'node-stale',
  'node-unreporting',
  'check-critical',
  'check-warning',
  'check-unknown',
  'clock-skew',
  'collectors-failing',
];

function attentionOfNode(node: NodeRow, nowMs: number): Attention[] {
  const about = { nodeId: node.id, nodeName: node.name, sinceMs: null, check: null, nodes: 1 };
  const waiting = admissionInWords(node.admission);
  if (waiting !== undefined) return [{ ...waiting, ...about }];
  // Of a node that is shut out nothing is expected.
  if (node.admission !== 'active') return [];
  const state = nodeState(node, nowMs);
  const silence = SILENCES[state];
  if (silence !== undefined) return [{ ...about, ...silence, sinceMs: node.lastReportMs }];
  return state === 'live' ? complaintsOf(node).map((told) => ({ ...told, ...about })) : [];
}

/** A node that left by itself asks for nobody. */
const SILENCES: Readonly<Partial<Record<NodeState, Pick<Attention, 'kind' | 'text'>>>> = {
  down: { kind: 'node-down', text: 'is down: neither its peers nor the server reach it' },
  stale: { kind: 'node-stale', text: 'has not reported; what is shown of it is as of then' },
  unreporting: {
    kind: 'node-unreporting',
    text: 'is up, as its peers see it, but does not report to the server',
  },
};

const CHECK_KINDS: Readonly<Record<CheckState, Attention['kind']>> = {
  critical: 'check-critical',
  warning: 'check-warning',
  unknown: 'check-unknown',
  stale: 'check-unknown',
  pending: 'check-unknown',
  ok: 'check-unknown',
};

/** The same check on many nodes is one thing to read. */
function attentionOfCheck({ state, check, output, nodes, ...at }: CheckProblem): Attention {
  const { nodeId, nodeName, sinceMs } = at;
  const text = `${check} is ${state}${output === '' ? '' : `: ${output}`}`;
  return { kind: CHECK_KINDS[state], nodeId, nodeName, sinceMs, check, nodes, text };
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

import { type Attention, type NodeRow, nodeState } from './node';

/** What asks for a person, worst first: silence before what a node that speaks says of itself. */
export function attentionOf(nodes: readonly NodeRow[], nowMs: number): Attention[] {
  const silent: Attention[] = [];
  const failing: Attention[] = [];
  for (const node of nodes) {
    const about = { nodeId: node.id, nodeName: node.name };
    const state = nodeState(node.lastReportMs, nowMs);
    if (state === 'stale') {
      const text = 'has not reported; what is shown of it is as of then';
      silent.push({ kind: 'node-stale', ...about, text, sinceMs: node.lastReportMs });
    }
    if (state === 'live' && node.collectorsFailing > 0) {
      const text = `${node.collectorsFailing} ${node.collectorsFailing === 1 ? 'collector fails' : 'collectors fail'}`;
      failing.push({ kind: 'collectors-failing', ...about, text, sinceMs: null });
    }
  }
  silent.sort((a, b) => (a.sinceMs ?? 0) - (b.sinceMs ?? 0));
  return [...silent, ...failing];
}

import { NODE_STANDINGS, type NodeCounts, type NodeStanding } from '@/common/domain/node';

/**
 * By what the list can be narrowed down: the states that every fleet has, and of those that are not
 * let in only what there is, or what is asked for.
 */
export function standingsShown(
  counts: NodeCounts,
  chosen: NodeStanding | null,
): readonly NodeStanding[] {
  return NODE_STANDINGS.filter((one) => USUAL.has(one) || one === chosen || counts[one] > 0);
}

const USUAL: ReadonlySet<NodeStanding> = new Set(['live', 'stale', 'pending']);

/** All nodes there are, however they stand. */
export function sumOf(counts: NodeCounts): number {
  return NODE_STANDINGS.reduce((sum, one) => sum + counts[one], 0);
}

import type { TopologyEdge, TopologyNode } from '@/common/domain/membership-view';

const NEAREST = 3;

/**
 * The edges of a map that can be read: of each node those to its nearest, and those between relays.
 * Of two directions the slower one is kept, since it is what somebody may notice.
 */
export function shownEdges(
  nodes: readonly TopologyNode[],
  measured: readonly TopologyEdge[],
): TopologyEdge[] {
  const relays = new Set(nodes.filter(({ isRelay }) => isRelay).map(({ id }) => id));
  const byPair = slowestByPair(new Set(nodes.map(({ id }) => id)), measured);
  const nearest = new Set<TopologyEdge>();
  for (const edges of edgesByNode(byPair).values()) {
    edges.sort((a, b) => a.ms - b.ms);
    for (const edge of edges.slice(0, NEAREST)) nearest.add(edge);
  }
  return byPair.filter(
    (edge) => nearest.has(edge) || (relays.has(edge.from) && relays.has(edge.to)),
  );
}

function slowestByPair(known: ReadonlySet<string>, measured: readonly TopologyEdge[]) {
  const byPair = new Map<string, TopologyEdge>();
  for (const { from, to, ms } of measured) {
    if (!known.has(from) || !known.has(to)) continue;
    const [one, other] = from < to ? [from, to] : [to, from];
    const before = byPair.get(`${one} ${other}`);
    if (before === undefined || before.ms < ms) {
      byPair.set(`${one} ${other}`, { from: one, to: other, ms });
    }
  }
  return [...byPair.values()];
}

function edgesByNode(edges: readonly TopologyEdge[]): ReadonlyMap<string, TopologyEdge[]> {
  const byNode = new Map<string, TopologyEdge[]>();
  for (const edge of edges) {
    for (const id of [edge.from, edge.to]) {
      const own = byNode.get(id) ?? [];
      own.push(edge);
      byNode.set(id, own);
    }
  }
  return byNode;
}

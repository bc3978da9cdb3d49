import type { Topology, TopologyEdge, TopologyNode } from '@/common/domain/membership-view';
import { type NodeStanding, nodeStanding } from '@/common/domain/node';

export interface Zone {
  /** Empty for nodes that told of none. */
  readonly name: string;
  readonly nodes: readonly TopologyNode[];
}

/** Zones by name with their nodes, relays first; what is in no zone comes last. */
export function zonesOf(nodes: readonly TopologyNode[]): Zone[] {
  const byZone = new Map<string, TopologyNode[]>();
  for (const node of nodes) {
    const name = node.digest === '' ? '' : node.zone;
    const others = byZone.get(name) ?? [];
    others.push(node);
    byZone.set(name, others);
  }
  const zones = [...byZone].map(([name, members]) => ({ name, nodes: relaysFirst(members) }));
  return zones.sort(
    (a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name),
  );
}

function relaysFirst(nodes: readonly TopologyNode[]): TopologyNode[] {
  return [...nodes].sort(
    (a, b) => Number(b.isRelay) - Number(a.isRelay) || a.name.localeCompare(b.name),
  );
}

export interface ZoneCounts {
  readonly standings: Readonly<Partial<Record<NodeStanding, number>>>;
  /** How many ways of seeing the zone its reporting agents have. */
  readonly views: number;
}

export function countZone({ nodes }: Zone, nowMs: number): ZoneCounts {
  const standings: Partial<Record<NodeStanding, number>> = {};
  const digests = new Set<string>();
  for (const node of nodes) {
    const standing = nodeStanding(node, nowMs);
    standings[standing] = (standings[standing] ?? 0) + 1;
    if (standing === 'live' && node.digest !== '') digests.add(node.digest);
  }
  return { standings, views: digests.size };
}

/** A part of the map: nodes of one zone, and the edges between them. */
export function zoneAlone({ nodes, edges }: Topology, zone: string | null): Topology {
  if (zone === null) return { nodes, edges };
  const shown = nodes.filter((node) => node.zone === zone);
  const ids = new Set(shown.map(({ id }) => id));
  return { nodes: shown, edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** The nearest to a node, over the edges that are known. */
export function nearestOf(id: string, edges: readonly TopologyEdge[]): TopologyEdge | undefined {
  return edges
    .filter(({ from, to }) => from === id || to === id)
    .reduce<TopologyEdge | undefined>(
      (best, edge) => (best === undefined || edge.ms < best.ms ? edge : best),
      undefined,
    );
}

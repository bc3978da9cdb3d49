import type { SimCluster } from './sim-cluster';
import type { SimMember } from './sim-member';

/** How it really is, which the members have to find out. */
export interface Standing {
  /** Up, well and with a say: those whose views are compared. */
  readonly present: readonly SimMember[];
  /** Ids of which nothing runs, and whose last run did not say that it goes. */
  readonly gone: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
}

/**
 * Of several machines with one key the one that began last has the say. Where that one is gone again
 * nothing is expected of the others: such ids are in none of the three.
 */
export function standingOf(cluster: SimCluster): Standing {
  const present: SimMember[] = [];
  const gone = new Set<string>();
  const left = new Set<string>();
  for (const [id, instances] of instancesById(cluster)) {
    const latest = instances.reduce((one, other) => (other.epochMs > one.epochMs ? other : one));
    if (latest.runs === 0) continue;
    if (latest.gossip !== undefined && !latest.hasLeft) present.push(latest);
    else if (instances.length > 1) continue;
    else if (latest.hasLeft) left.add(id);
    else gone.add(id);
  }
  return { present, gone, left };
}

function instancesById(cluster: SimCluster): Map<string, SimMember[]> {
  const found = new Map<string, SimMember[]>();
  for (const member of cluster.members) {
    const instances = found.get(member.id);
    if (instances === undefined) found.set(member.id, [member]);
    else instances.push(member);
  }
  return found;
}

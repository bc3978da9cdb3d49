import { MEMBER_STATES, type MemberView } from '@/common/domain/member';
import type { ClusterFacts } from '@/common/expression/host-facts';
import { Missing, type Value } from '@/common/expression/values';
import type { Membership } from '../gossip/membership';

/** The groups of a node, by name. */
interface OwnGroups {
  /** Those that people gave it. */
  static(): readonly string[];
  all(): readonly string[];
}

/** Gossip, as far as expressions ask of it. */
export interface KnownCluster {
  /** This agent's zone, whether or not it gossips. */
  readonly zone: string;
  /** Undefined while this agent does not gossip. */
  readonly membership: Pick<Membership, 'members' | 'find' | 'events'> | undefined;
}

/** What an agent without gossip knows of its place; what asks for more is missing, and says so. */
export function loneClusterFacts(
  groups: OwnGroups,
  isHostingDriverActive: ClusterFacts['isHostingDriverActive'],
): ClusterFacts {
  return clusterFacts(groups, isHostingDriverActive, undefined);
}

/**
 * What an agent knows of its place: its groups, its hoster, its cluster. It enforces no rules; what
 * asks for those is missing, and says so.
 * @param isHostingDriverActive see `hostingDrivers`
 * @param cluster undefined for an agent that takes part in none
 */
export function clusterFacts(
  groups: OwnGroups,
  isHostingDriverActive: ClusterFacts['isHostingDriverActive'],
  cluster: KnownCluster | undefined,
): ClusterFacts {
  const asked = (ask: (membership: NonNullable<KnownCluster['membership']>) => Value): Value =>
    cluster?.membership === undefined
      ? new Missing('this agent takes part in no gossip')
      : ask(cluster.membership);
  return {
    staticGroups: () => groups.static(),
    groups: () => groups.all(),
    zone(node) {
      if (node === '' && cluster !== undefined) return cluster.zone;
      return asked(
        (membership) =>
          membership.find(node)?.card.zone ?? new Missing(`no member ${node} is known`),
      );
    },
    countNodes: ({ group, state }) =>
      asked((membership) => countNodes(membership.members(), group, state)),
    hasEvent: (kind) =>
      asked((membership) => membership.events().some(({ type }) => type === kind)),
    complianceState: () => new Missing('this agent enforces no rules'),
    isHostingDriverActive,
  };
}

/** The word of the original for a member that left. */
const LEAVE = 'leave';

function countNodes(members: readonly MemberView[], group: string, state: string): Value {
  const wanted = state === LEAVE ? 'left' : state;
  if (wanted !== '' && !MEMBER_STATES.some((known) => known === wanted)) {
    return new Missing(`no member is ever ${state}: expected ${MEMBER_STATES.join(', ')}`);
  }
  return members.filter(
    (member) =>
      (wanted === '' || member.state === wanted) &&
      (group === '' || member.card.groups.includes(group)),
  ).length;
}

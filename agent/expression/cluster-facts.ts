import type { ClusterFacts } from '@/common/expression/host-facts';
import { Missing } from '@/common/expression/values';

/** The groups of a node, by name. */
interface OwnGroups {
  /** Those that people gave it. */
  static(): readonly string[];
  all(): readonly string[];
}

/**
 * What an agent knows of its place that belongs to no other: its groups and its hoster. It takes part in
 * no gossip and enforces no rules; what asks for those is missing, and says so.
 * @param isHostingDriverActive see `hostingDrivers`
 */
export function loneClusterFacts(
  groups: OwnGroups,
  isHostingDriverActive: ClusterFacts['isHostingDriverActive'],
): ClusterFacts {
  const alone = new Missing('this agent takes part in no gossip');
  return {
    staticGroups: () => groups.static(),
    groups: () => groups.all(),
    zone: () => alone,
    countNodes: () => alone,
    hasEvent: () => alone,
    complianceState: () => new Missing('this agent enforces no rules'),
    isHostingDriverActive,
  };
}

import type { ClusterFacts } from '@/common/expression/host-facts';
import { Missing } from '@/common/expression/values';

/**
 * What an agent knows of its place that belongs to no other: the groups it was given. It takes part
 * in no gossip, enforces no rules and knows no hoster; what asks for those is missing, and says so.
 */
export function loneClusterFacts(staticGroups: () => readonly string[]): ClusterFacts {
  const alone = new Missing('this agent takes part in no gossip');
  return {
    staticGroups,
    groups: staticGroups,
    zone: () => alone,
    countNodes: () => alone,
    hasEvent: () => alone,
    complianceState: () => new Missing('this agent enforces no rules'),
    isHostingDriverActive: () => new Missing('this agent knows no hosters'),
  };
}

import type { DetectorCard, DetectorState, GroupSource } from './detection';
import type { NodeSigns } from './node';
import type { TimelineEntry } from './timeline';

/** How many nodes are in a group for each reason; a node may have several. */
export type SourceCounts = Readonly<Record<GroupSource, number>>;

export interface GroupName {
  readonly name: string;
  readonly nodeCount: number;
}

/** A group as a line of the list of all. */
export interface GroupRow extends GroupName {
  readonly bySource: SourceCounts;
  /** Ids of the detectors that give it to some node, in their order. */
  readonly detectors: readonly string[];
}

export interface GroupList {
  /** By name, at most `GROUPS_MAX`. */
  readonly groups: readonly GroupRow[];
  /** Of all groups, also those that are not listed. */
  readonly total: number;
  /** Of all nodes. */
  readonly nodeCount: number;
}

export const GROUPS_MAX = 1_000;

export interface GroupReason {
  readonly source: GroupSource;
  /** The detector's id; empty for groups that no detector gave. */
  readonly detector: string;
  /** Null while the node has not told it: people gave it the group just now. */
  readonly sinceMs: number | null;
}

export interface GroupMember extends NodeSigns {
  readonly nodeId: string;
  readonly name: string;
  readonly reasons: readonly GroupReason[];
}

/** A detector that gives a group, as the nodes that have it tell it. */
export interface GroupDetector
  extends Pick<
    DetectorCard,
    'id' | 'pack' | 'level' | 'path' | 'summary' | 'source' | 'condition' | 'groups' | 'intervalMs'
  > {
  /** How many nodes have this very one, by state. */
  readonly states: Readonly<Record<DetectorState, number>>;
  /** How many of them are in the group by it. */
  readonly gives: number;
}

export interface GroupPage {
  readonly name: string;
  /** Of all its members. */
  readonly nodeCount: number;
  readonly bySource: SourceCounts;
  /** Of one page, by name. */
  readonly members: readonly GroupMember[];
  readonly detectors: readonly GroupDetector[];
  /** Who came and who left, the newest first. */
  readonly changes: readonly TimelineEntry[];
}

export const GROUP_MEMBERS_PAGE = 50;

/** How many nodes a group set expression means. */
export interface GroupSetCount {
  readonly matches: number;
  readonly nodeCount: number;
  /** The first few by name. */
  readonly names: readonly string[];
}

import type { MemberChange, MemberState } from './member';
import type { GoneMember, MemberSeen } from './membership-told';
import type { NodeSigns } from './node';

/** A node in the cluster, as it stands on the map. */
export interface TopologyNode extends NodeSigns {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly isRelay: boolean;
  /** Of its own list; empty where it does not gossip, or has told nothing. */
  readonly digest: string;
  /** How many of its list are not alive. */
  readonly gone: number;
  /** All of its list. */
  readonly members: number;
}

/** How long a probe and its answer take between two nodes, as the one that asked last said. */
export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  readonly ms: number;
}

export interface Topology {
  /** By zone, then by name; at most 2,000. */
  readonly nodes: readonly TopologyNode[];
  /** Of each node its nearest, and those of relays: not all that were measured. */
  readonly edges: readonly TopologyEdge[];
}

/** What one node holds of another, as it last told. */
export interface Witness extends Pick<GoneMember, 'state' | 'sinceMs' | 'accusations'> {
  readonly nodeId: string;
  readonly name: string;
  /** When it told, by the server's clock. */
  readonly toldMs: number;
  /** Whether it reports: what a silent one said counts for nothing. */
  readonly reports: boolean;
}

export interface Reached {
  readonly nodeId: string;
  readonly name: string;
  readonly ms: number;
  readonly toldMs: number;
}

/** Why a node is taken to be as it is. */
export interface MembershipEvidence {
  readonly nodeId: string;
  /** What it last told of itself; null where it never did, or does not gossip. */
  readonly own: {
    readonly zone: string;
    readonly isRelay: boolean;
    readonly incarnation: number;
    readonly addresses: readonly string[];
    readonly counts: Readonly<Record<MemberState, number>>;
    readonly toldMs: number;
  } | null;
  /** Who does not hold it for alive, those that report first; at most 50 of `heldByCount`. */
  readonly heldBy: readonly Witness[];
  readonly heldByCount: number;
  /** Who reached it within the minute before it told so, the nearest first; at most 20. */
  readonly reachedBy: readonly Reached[];
  readonly reachedByCount: number;
  /** Names of accusers and helpers that are nodes here. */
  readonly names: Readonly<Record<string, string>>;
}

/** Something that happened to a member, told by one or more. */
export interface MemberEventView extends Omit<MemberChange, 'id'> {
  readonly eventId: string;
  readonly nodeId: string;
  /** Names of those who told it first. */
  readonly witnesses: readonly string[];
}

/** One agent's own list, asked for just now. */
export interface MemberList {
  readonly digest: string;
  readonly members: readonly MemberSeen[];
  readonly leftOut: number;
  readonly askedMs: number;
}

/** One view of a zone: nodes whose lists are the same, and what one of them answered for all. */
export interface ZoneView {
  readonly digest: string;
  readonly nodes: readonly { readonly id: string; readonly name: string }[];
  readonly nodeCount: number;
  /** Who was asked. */
  readonly asked: { readonly id: string; readonly name: string };
  /** Why there is no answer; empty where there is one. */
  readonly problem: string;
}

/** A member that not all views hold for the same. */
export interface Disagreement {
  readonly id: string;
  readonly name: string;
  /** View by view; null where it is not known there, or nobody answered. */
  readonly states: readonly (MemberState | null)[];
}

export interface ZonePartition {
  readonly zone: string;
  readonly views: readonly ZoneView[];
  /** Nodes of the zone that do not report: what they last saw does not count. At most 50. */
  readonly silent: readonly { readonly id: string; readonly name: string }[];
  readonly silentCount: number;
  /** Views that were not asked: there are too many. */
  readonly viewsLeftOut: number;
  /** At most 200 of `disagreementCount`. */
  readonly disagreements: readonly Disagreement[];
  readonly disagreementCount: number;
  readonly askedMs: number;
}

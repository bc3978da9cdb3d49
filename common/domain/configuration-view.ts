import type { ParameterView } from './check-view';
import type { DetectorCard, GroupMembership } from './detection';
import type { PackCard, PackFaultsTold } from './pack-told';
import type { RoleCard } from './role';

type PackFault = PackFaultsTold['faults'][number];

/** A pack as nodes have it: those with other versions, levels or files stand apart. */
export interface PackForm {
  readonly card: Omit<PackCard, 'parameters'>;
  readonly nodes: number;
}

/** A pack over all nodes. */
export interface PackDetail {
  readonly name: string;
  /** Those that most nodes have first; empty where no node told it. */
  readonly forms: readonly PackForm[];
  readonly parameters: readonly ParameterView[];
  /** What is wrong with files of it, and on how many nodes. */
  readonly faults: readonly { readonly fault: PackFault; readonly nodes: number }[];
  /** Nodes that were looked at; of a large fleet a part. */
  readonly nodesLookedAt: number;
}

/** A pack as a line of the list of all. */
export interface PackRow {
  readonly name: string;
  readonly summary: string;
  readonly nodes: number;
}

/** How a node is set up, as it last told. */
export interface NodeConfiguration {
  /** Those in force, by name. */
  readonly packs: readonly PackCard[];
  /** What is wrong with files; the last good version of each is kept in force. */
  readonly faults: PackFaultsTold['faults'];
  /** Why it is in its groups, by group. */
  readonly memberships: readonly GroupMembership[];
  readonly detectors: readonly DetectorCard[];
  readonly roles: readonly RoleCard[];
  /** When it last told any of it; null while it has told nothing. */
  readonly toldMs: number | null;
}

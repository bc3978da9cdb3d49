import type { DetectorCard, GroupMembership } from './detection';
import type { PackCard, PackFaultsTold } from './pack-told';
import type { RoleCard } from './role';

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

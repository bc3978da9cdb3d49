import type { NodeSigns } from './node';
import type { RoleCard, RoleHealth } from './role';

/** How many nodes play a role, and how it does there. */
export interface RoleCounts {
  /** Of nodes that report. */
  readonly passing: number;
  readonly failing: number;
  readonly unknown: number;
  /** Of nodes that do not: what they last said may no longer hold. */
  readonly silent: number;
}

/** A role as a line of the list of all. */
export interface RoleRow extends RoleCounts {
  readonly id: string;
  readonly pack: string;
  readonly summary: string;
  /** Of those that fail: since when the first of them does. */
  readonly failingSinceMs: number | null;
}

export const ROLES_MAX = 500;

export interface RoleMember extends NodeSigns {
  readonly nodeId: string;
  readonly name: string;
  readonly health: RoleHealth;
  /** What makes it fail, in a sentence; empty while it passes. */
  readonly reason: string;
  readonly sinceMs: number;
}

/** A role as some of the nodes define it; others may have one of another level under its name. */
export interface RoleDefinition
  extends Pick<RoleCard, 'pack' | 'level' | 'path' | 'summary' | 'group' | 'healthyIf'> {
  readonly nodeCount: number;
}

export interface RolePage extends RoleCounts {
  readonly id: string;
  readonly definitions: readonly RoleDefinition[];
  /** Of one page: what fails first, then what cannot be told, then by name. */
  readonly members: readonly RoleMember[];
}

export const ROLE_MEMBERS_PAGE = 50;

import { z } from 'zod';
import type { Explanation } from '../expression/explain';
import { moment } from './moment';
import { PACK_LEVELS } from './pack';
import { machineText } from './text';

/** `unknown`: what its health depends on cannot be told. */
export const ROLE_HEALTHS = ['passing', 'failing', 'unknown'] as const;
export type RoleHealth = (typeof ROLE_HEALTHS)[number];

/** A role (the original's service) that a node plays, and how it does. */
export const roleCard = z.strictObject({
  /** `web.shop`: the pack and the file. */
  id: machineText(200, 1),
  pack: machineText(64, 1),
  level: z.enum(PACK_LEVELS),
  path: machineText(4_096),
  summary: machineText(512),
  /** Who plays it: a group set expression; empty for every node that has its pack. */
  group: machineText(1_024),
  /** An expression over `{{checks.<pack>.<name>.state}}`. */
  healthyIf: machineText(16_000),
  health: z.enum(ROLE_HEALTHS),
  /** What makes it fail, in a sentence; empty while it passes. */
  reason: machineText(1_024),
  sinceMs: moment,
});

export type RoleCard = z.infer<typeof roleCard>;

/** Why a role is as it is: its condition, evaluated now. */
export interface RoleExplanation {
  readonly card: RoleCard;
  readonly healthyIf: Explanation;
}

import { z } from 'zod';
import type { Explanation } from '../expression/explain';
import { moment } from './moment';
import { PACK_LEVELS } from './pack';
import { machineText } from './text';

/**
 * Why a node is in a group. `given`: people said so on the server. `configured`: its own
 * configuration does. `detected`: a detector's rule holds. `hosting`: whoever runs the machine's
 * hardware says so, such as tags of a cloud.
 */
export const GROUP_SOURCES = ['given', 'configured', 'detected', 'hosting'] as const;
export type GroupSource = (typeof GROUP_SOURCES)[number];

/** One reason why a node is in a group; there may be several for one group. */
export const groupMembership = z.strictObject({
  group: machineText(128, 1),
  source: z.enum(GROUP_SOURCES),
  /** The detector's id; empty for groups that no detector gave. */
  detector: machineText(200),
  sinceMs: moment,
});

export type GroupMembership = z.infer<typeof groupMembership>;

export const nodeGroups = z.strictObject({ memberships: z.array(groupMembership).max(512) });

/** `error`: the rule could not be told true or false for another reason than missing data. */
export const DETECTOR_STATES = ['pending', 'matched', 'not-matched', 'error'] as const;
export type DetectorState = (typeof DETECTOR_STATES)[number];

/** A detector as its agent tells it. */
export const detectorCard = z.strictObject({
  /** `redis.redis`: the pack and the file. */
  id: machineText(200, 1),
  pack: machineText(64, 1),
  level: z.enum(PACK_LEVELS),
  path: machineText(4_096),
  summary: machineText(512),
  source: z.enum(['detected', 'hosting']),
  /** The rule's expression. */
  condition: machineText(16_000),
  /** As the file has them, templates and all. */
  groups: z.array(machineText(1_024)).max(64),
  intervalMs: z.number().int().min(1_000),
  state: z.enum(DETECTOR_STATES),
  /** Why it is in error, or what was missing; else empty. */
  reason: machineText(1_024),
  /** What it gives now. */
  gives: z.array(machineText(128)).max(64),
  /** Since when it has been in this state. */
  sinceMs: moment,
});

export type DetectorCard = z.infer<typeof detectorCard>;

export const groupChange = z.strictObject({
  atMs: moment,
  change: z.enum(['added', 'removed']),
  group: machineText(128, 1),
  source: z.enum(GROUP_SOURCES),
  detector: machineText(200),
});

/** A node came into a group or left it. */
export type GroupChange = z.infer<typeof groupChange>;

/** Why a detector is as it is: its condition and its groups, evaluated now. */
export interface DetectorExplanation {
  readonly card: DetectorCard;
  readonly condition: Explanation;
  readonly groups: readonly ExplainedGroup[];
}

/** What one of a detector's groups came to. */
export interface ExplainedGroup {
  /** As the file has it: `distribution::{{collector.system.os.linux.distribution}}`. */
  readonly text: string;
  /** The names that it stands for now, whether or not the condition holds. */
  readonly gives: readonly string[];
  /** What is missing in it, or which name cannot be one; else empty. */
  readonly problem: string;
}

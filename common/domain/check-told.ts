import { z } from 'zod';
import { CHECK_OUTPUT_LENGTH, CHECK_STATES, RESULT_STATES } from './check';
import { moment } from './moment';
import { PACK_LEVELS } from './pack';
import { machineText } from './text';

const expression = machineText(16_000);

/** A check of a node as its file defines it. */
export const checkCard = z.strictObject({
  /** `linux.memory`: the pack and the file. */
  id: machineText(200, 1),
  name: machineText(128, 1),
  pack: machineText(64, 1),
  level: z.enum(PACK_LEVELS),
  path: machineText(4_096),
  /** The files of weaker levels that it stands before, the strongest first. */
  hides: z
    .array(z.strictObject({ level: z.enum(PACK_LEVELS), path: machineText(4_096) }))
    .max(PACK_LEVELS.length)
    .default([]),
  summary: machineText(512),
  way: z.enum(['evaluated', 'plugin', 'passive']),
  /** A group set expression; empty for every node. */
  group: machineText(1_024),
  /** In the order of their evaluation: `if`, `variables.used`, `critical_if`, `warning_if`, `recover_if`. */
  expressions: z.array(z.strictObject({ key: machineText(80, 1), text: expression })).max(64),
  /** Of a plugin: the program and its arguments, templates and all. */
  command: z.array(machineText(4_096)).max(200),
  intervalMs: z.number().int().min(0),
  attempts: z.number().int().min(1),
  forMs: z.number().min(0),
  /** Of a passive one: how often it is expected; null when nobody waits for it. */
  expectEveryMs: z.number().min(0).nullable(),
});

export type CheckCard = z.infer<typeof checkCard>;

/** How a check of a node stands. */
export const checkStanding = z.strictObject({
  check: machineText(200, 1),
  state: z.enum(CHECK_STATES),
  sinceMs: moment,
  /** Not for this machine; `reason` says why. */
  applies: z.boolean(),
  reason: machineText(1_024),
  output: machineText(CHECK_OUTPUT_LENGTH),
  isFlapping: z.boolean(),
  changePercent: z.number().min(0).max(100),
  /** Bad results that do not count yet. */
  soft: z
    .strictObject({ state: z.enum(RESULT_STATES), attempt: z.number().int().min(1) })
    .nullable(),
  lastResultMs: moment.nullable(),
  durationMs: z.number().min(0).nullable(),
  /**
   * JSON of the parts of a `CheckExplanation`, of the moment in which it became a problem, so that
   * the page can say why while the node is away; empty while it is well, where it is too long, and
   * where this run of the agent cannot say it yet.
   */
  explanationJson: machineText(16_384),
});

export type CheckStanding = z.infer<typeof checkStanding>;

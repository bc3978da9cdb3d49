import { z } from 'zod';
import { moment } from './moment';
import { machineText } from './text';

/**
 * What a collector's last run came to.
 * `pending`: not run yet. `not-eligible`: this machine has no such thing. `missing-configuration`:
 * somebody must say something first. `error`: it threw, ran out of time, or returned nonsense.
 */
export const COLLECTOR_STATES = [
  'pending',
  'ok',
  'error',
  'not-eligible',
  'missing-configuration',
] as const;

/** Characters that the words of a status may have. */
export const STATUS_TEXT_MAX = { summary: 512, reason: 1_024, fix: 1_024 } as const;

export const collectorStatus = z.strictObject({
  collector: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  pack: machineText(64),
  summary: machineText(STATUS_TEXT_MAX.summary),
  state: z.enum(COLLECTOR_STATES),
  /** Why it is not ok, in a sentence; empty when it is. */
  reason: machineText(STATUS_TEXT_MAX.reason),
  /** What to do about it; empty when nothing is known. */
  fix: machineText(STATUS_TEXT_MAX.fix),
  /** Since when it has been in this state. */
  sinceMs: moment,
  intervalMs: z.number().int().min(1_000),
  lastRunMs: moment.nullable(),
  /** Wall time of the last run, and the mean of the last runs. */
  durationMs: z.number().min(0),
  durationMsMean: z.number().min(0),
  runs: z.number().int().min(0),
  failures: z.number().int().min(0),
  /** Series that its last good run gave. */
  seriesCount: z.number().int().min(0),
});

export type CollectorStatus = z.infer<typeof collectorStatus>;
export type CollectorState = CollectorStatus['state'];

import { z } from 'zod';
import { moment } from './moment';
import { perfValue } from './perfdata';
import { machineText } from './text';

/** What one run of a check may come to; the place in the list is the exit code of a plugin. */
export const RESULT_STATES = ['ok', 'warning', 'critical', 'unknown'] as const;

/**
 * How a check stands. `pending`: nothing has been confirmed yet. `stale`: it should have given
 * results and gave none, so that nobody knows.
 */
export const CHECK_STATES = [...RESULT_STATES, 'pending', 'stale'] as const;

export type ResultState = (typeof RESULT_STATES)[number];
export type CheckState = (typeof CHECK_STATES)[number];

/** What of an output is kept. */
export const CHECK_OUTPUT_LENGTH = 4_096;

export const checkResult = z.strictObject({
  state: z.enum(RESULT_STATES),
  output: machineText(CHECK_OUTPUT_LENGTH),
  perfdata: z.array(perfValue).max(200).readonly(),
  durationMs: z.number().min(0),
  /** A separate condition of recovery does not hold: this is no ok for a check that has a problem. */
  holds: z.boolean(),
});

/** What one run came to. */
export type CheckResult = z.infer<typeof checkResult>;

const changed = z.strictObject({
  kind: z.literal('state'),
  from: z.enum(CHECK_STATES),
  to: z.enum(CHECK_STATES),
});
const attempted = z.strictObject({
  kind: z.literal('attempt'),
  state: z.enum(RESULT_STATES),
  attempt: z.number().int().min(1),
});
const flapped = z.strictObject({
  kind: z.enum(['flapping-started', 'flapping-ended']),
  changePercent: z.number(),
});

/** What happened to a check, in the order of its happening. */
export const checkEvent = z.intersection(
  z.discriminatedUnion('kind', [changed, attempted, flapped]),
  z.object({ atMs: moment, output: machineText(CHECK_OUTPUT_LENGTH) }),
);

export type CheckEvent = z.infer<typeof checkEvent>;

export function isProblem(state: CheckState): boolean {
  return state !== 'ok' && state !== 'pending';
}

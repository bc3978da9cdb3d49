import { z } from 'zod';

export const groupName = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[a-z0-9][a-z0-9_.:-]*$/,
    'A group is lower-case letters, digits, and . _ : - after the first.',
  );

/** What the server wants of a node; the agent applies it while running and says what it runs. */
export const desiredState = z.strictObject({
  /** Grows with every edit; what the agent runs is confirmed by it. */
  revision: z.number().int().min(0),
  displayName: z.string().max(128),
  /** Groups given by people; detected ones are the agent's own matter. */
  groups: z.array(groupName).max(64),
  /** Collector name → interval, for those that differ from their pack's. */
  collectorIntervalsMs: z.record(z.string().max(64), z.number().int().min(1_000).max(86_400_000)),
});

export type DesiredState = z.infer<typeof desiredState>;

export const NO_DESIRED_STATE: DesiredState = {
  revision: 0,
  displayName: '',
  groups: [],
  collectorIntervalsMs: {},
};

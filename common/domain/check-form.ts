import { z } from 'zod';
import { duration, expression, line, summary } from './definition-form';

const INTERVAL_MS = 10_000;
export const PLUGIN_TIMEOUT_MS = 30_000;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

const common = {
  if_group: line.optional(),
  interval: duration(1_000).default(INTERVAL_MS),
  variables: z
    .record(z.string().regex(NAME, 'a name of letters, digits and _'), expression)
    .default({}),
  critical_if: expression.optional(),
  warning_if: expression.optional(),
  ok_output: line.optional(),
  warning_output: line.optional(),
  critical_output: line.optional(),
} as const;

/** A check of this project, as its file has it. */
export const ownCheck = z.strictObject({
  ...common,
  summary,
  if: expression.optional(),
  recover_if: expression.optional(),
  attempts: z.int().min(1).max(100).default(1),
  for: duration(0).optional(),
  unknown_if_missing: z.boolean().default(true),
  run: z
    .array(z.union([z.string().max(4_000), z.number().transform(String)]))
    .min(1)
    .max(200)
    .refine(([program]) => program !== '', 'expected the program first')
    .optional(),
  timeout: duration(1_000).default(PLUGIN_TIMEOUT_MS),
  passive: z.boolean().default(false),
  expect_every: duration(1_000).optional(),
  grace: duration(0).optional(),
});

/** The original's; whatever else a check has there is a macro of its script. */
export const originalCheck = z
  .object({
    ...common,
    display_name: line.optional(),
    notes: z.string().optional(),
    script: line.optional(),
  })
  .catchall(z.unknown());

export type OwnCheck = z.output<typeof ownCheck>;
export type OriginalCheck = z.output<typeof originalCheck>;

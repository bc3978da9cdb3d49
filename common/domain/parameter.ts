import { z } from 'zod';

export const PARAMETER_TYPES = ['int', 'float', 'bool', 'string', 'strings'] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];

export type ParameterValue = number | boolean | string | readonly string[];

export const PARAMETER_NAME_FORM = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

const parameterValue = z.union([
  z.number(),
  z.boolean(),
  z.string().max(4_096),
  z.array(z.string().max(4_096)).max(1_000),
]);

/** What a pack says of one of its parameters, in `parameters.yaml`. */
export const parameterDefinition = z.strictObject({
  type: z.enum(PARAMETER_TYPES),
  default: parameterValue,
  /** What it is for, for whoever sets it. */
  help: z.string().min(1).max(1_024),
  unit: z.string().max(32).optional(),
  /** Of numbers. */
  min: z.number().optional(),
  max: z.number().optional(),
  /** The only values there are. */
  choices: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .optional(),
  /** Never shown, logged, reported or given to an expression. */
  secret: z.boolean().optional(),
});

export type ParameterDefinition = z.output<typeof parameterDefinition>;

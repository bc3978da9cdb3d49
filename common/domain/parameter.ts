import { z } from 'zod';

export const PARAMETER_TYPES = ['int', 'float', 'bool', 'string', 'strings'] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];

export type ParameterValue = number | boolean | string | readonly string[];

/** The original has some with `-` in them. */
export const PARAMETER_NAME_FORM = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

const TEXT_LENGTH_MAX = 4_096;
const LIST_LENGTH_MAX = 1_000;

const parameterValue = z.union(
  [z.number(), z.boolean(), z.string(), z.array(z.string())],
  'expected a number, a text, true or false, or a list of texts',
);

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

interface ParameterBounds {
  readonly type: ParameterType;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly choices?: readonly (string | number)[] | undefined;
}

/** @returns what was expected, in words; `undefined` when the value fits. */
export function parameterMisfit(definition: ParameterBounds, value: unknown): string | undefined {
  const { type, min, max, choices } = definition;
  if (choices !== undefined && !choices.some((choice) => choice === value)) {
    return `one of ${choices.join(', ')}`;
  }
  if (FITS[type](value) && isWithin(value, min, max)) return undefined;
  return `${WORDS[type]}${rangeWords(min, max)}`;
}

const FITS: Readonly<Record<ParameterType, (value: unknown) => boolean>> = {
  int: (value) => Number.isSafeInteger(value),
  float: (value) => Number.isFinite(value),
  bool: (value) => typeof value === 'boolean',
  string: isText,
  strings: (value) =>
    Array.isArray(value) && value.length <= LIST_LENGTH_MAX && value.every(isText),
};

const WORDS: Readonly<Record<ParameterType, string>> = {
  int: 'a whole number',
  float: 'a number',
  bool: 'true or false',
  string: 'a text (in quotes when it looks like something else)',
  strings: 'a list of texts',
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= TEXT_LENGTH_MAX;
}

function isWithin(value: unknown, min = Number.NEGATIVE_INFINITY, max = Infinity): boolean {
  return typeof value !== 'number' || (value >= min && value <= max);
}

function rangeWords(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

/**
 * The original writes values alone, and a comment above them.
 * @returns `undefined` for a value that no parameter has
 */
export function definitionOf(value: unknown, help: string): ParameterDefinition | undefined {
  // Of what is both, the wider type: 10 may be overridden with 10.5.
  const types = ['bool', 'float', 'string', 'strings'] as const;
  const type = types.find((each) => FITS[each](value));
  if (type === undefined) return undefined;
  return parameterDefinition.parse({ type, default: value, help: help || 'Not documented.' });
}

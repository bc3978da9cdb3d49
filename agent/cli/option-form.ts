import { z } from 'zod';

export interface OptionForm {
  /** `flag`: there or not; `list`: may be given several times. */
  readonly kind: 'flag' | 'value' | 'list';
  readonly isOptional: boolean;
  readonly help: string;
  /** The words it may be; empty when it may be others. */
  readonly choices: readonly string[];
}

/** How an option's schema shows on the command line. */
export function describeOption(schema: z.ZodType): OptionForm {
  let inner = schema;
  let isOptional = false;
  let help = schema.description;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) {
    isOptional = true;
    inner = inner.def.innerType as z.ZodType;
    help ??= inner.description;
  }
  const kind = inner instanceof z.ZodBoolean ? 'flag' : 'value';
  return {
    kind: inner instanceof z.ZodArray ? 'list' : kind,
    isOptional,
    help: help ?? '',
    choices: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
  };
}

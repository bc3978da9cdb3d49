import { z } from 'zod';
import { DURATION_FORM, parseDuration } from '@/common/duration';

/** The forms that the keys of a pack's definitions have, whatever they define. */
const DAY_MS = 86_400_000;

export function duration(minMs: number) {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    const ms = parseDuration(String(value));
    if (ms !== undefined && ms >= minMs && ms <= 7 * DAY_MS) return ms;
    const message = `expected ${DURATION_FORM}, at least ${minMs / 1_000}s and at most 7d`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

export const summary = z.string().min(1).max(512);
export const line = z.string().min(1).max(4_000);

/** `true` and `0` are expressions, which YAML reads as no text. */
export const expression = z
  .union([z.string().min(1), z.boolean(), z.number()])
  .transform(pythonText);

function pythonText(value: string | boolean | number): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'True' : 'False';
}

/** What is wrong with a file, and with which of its keys. */
export interface DefinitionProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** @param noun such as `a check` */
export function definitionProblem(error: z.ZodError, noun: string): DefinitionProblem {
  const [issue] = error.issues;
  if (issue === undefined) return { path: [], message: 'it does not have the expected form' };
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return { path: [...issue.path, key], message: `${noun} has no ${key}` };
  }
  const key = issue.path.join('.');
  return {
    path: issue.path,
    message: key === '' ? issue.message : `${key}: ${issue.message}`,
  };
}

import type { z } from 'zod';
import { AppError } from '@/common/errors';
import type { Json } from '@/common/json';

/**
 * What an agent answered, as it was asked for.
 * @param read gives undefined for anything else: an agent may be of another version, or lie
 * @throws {AppError} UNREACHABLE
 */
export function toldAnswer<T>(answer: Json, read: (answer: Json) => T | undefined): T {
  const told = read(answer);
  if (told !== undefined) return told;
  const text = 'The agent of the node answered something that this server does not understand.';
  throw new AppError('UNREACHABLE', text);
}

/** For `toldAnswer`: by a schema. */
export function byForm<T>(form: z.ZodType<T>): (answer: Json) => T | undefined {
  return (answer) => form.safeParse(answer).data;
}

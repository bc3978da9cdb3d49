import { AppError } from '@/common/errors';
import { nearest } from '@/common/nearest';

/** Whoever asks may send any name; comparing a long one with all the others is work for nothing. */
const NAME_LENGTH_MAX = 64;

/** NOT_FOUND, with the name that was probably meant, else with all of them. */
export function unknownCollector(name: string, known: readonly string[]): AppError {
  const shown = name.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX - 1)}…` : name;
  const near = shown === name ? nearest(name, known) : undefined;
  const all = [...known].sort().join(', ');
  const hint = near === undefined ? `There are: ${all || 'none'}.` : `Did you mean ${near}?`;
  return new AppError('NOT_FOUND', `There is no collector ${shown}. ${hint}`);
}

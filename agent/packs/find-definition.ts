import { AppError } from '@/common/errors';
import { nearest } from '@/common/nearest';

/** Characters of a name that somebody asked for which an answer repeats. */
const NAME_LENGTH = 60;
const NAMES_MAX = 50;

/**
 * One of the definitions that are in force.
 * @param entries by id: the pack and the file
 * @param noun such as `check`
 * @param name `linux.memory`, or `memory` where no other pack has one
 * @throws {AppError} NOT_FOUND with the id that was probably meant
 */
export function findDefinition<Entry>(
  entries: ReadonlyMap<string, Entry>,
  noun: string,
  name: string,
): Entry {
  const whole = entries.get(name);
  if (whole !== undefined) return whole;
  const named = [...entries].filter(([id]) => id.slice(id.indexOf('.') + 1) === name);
  const [only, another] = named;
  if (only !== undefined && another === undefined) return only[1];
  const ids = (named.length > 1 ? named : [...entries]).map(([id]) => id);
  const asked = name.slice(0, NAME_LENGTH);
  const near = nearestId(asked, ids);
  const hint =
    near === undefined
      ? `There are: ${ids.slice(0, NAMES_MAX).join(', ') || 'none'}.`
      : `Did you mean ${near}?`;
  throw new AppError('NOT_FOUND', `There is no ${noun} ${asked}. ${hint}`);
}

/** By the part of the id that was asked for. */
function nearestId(asked: string, ids: readonly string[]): string | undefined {
  if (asked.includes('.')) return nearest(asked, ids);
  const byName = new Map(ids.map((id) => [id.slice(id.indexOf('.') + 1), id]));
  return byName.get(nearest(asked, [...byName.keys()]) ?? '');
}

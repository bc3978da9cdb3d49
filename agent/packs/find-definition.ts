import { AppError } from '@/common/errors';
import { nearest } from '@/common/nearest';

/** Characters of a name that somebody asked for which an answer repeats. */
const NAME_LENGTH = 60;
const NAMES_MAX = 50;

/**
 * One of the definitions that are in force.
 * @param entries by id: the pack and the file
 * @param noun such as `check`
 * @param name `linux.memory`, or `memory` where no other pack has one that is likely meant
 * @param isLikely whether somebody who does not name the pack may mean this one
 * @throws {AppError} NOT_FOUND with the id that was probably meant, or with all that may be
 */
export function findDefinition<Entry>(
  entries: ReadonlyMap<string, Entry>,
  noun: string,
  name: string,
  isLikely: (entry: Entry) => boolean = () => true,
): Entry {
  const whole = entries.get(name);
  if (whole !== undefined) return whole;
  const named = [...entries].filter(([id]) => id.slice(id.indexOf('.') + 1) === name);
  const likely = named.filter(([, entry]) => isLikely(entry));
  const [only, another] = likely.length === 1 ? likely : named;
  if (only !== undefined && another === undefined) return only[1];
  const asked = name.slice(0, NAME_LENGTH);
  throw new AppError(
    'NOT_FOUND',
    another === undefined
      ? `There is no ${noun} ${asked}. ${hint(asked, [...entries.keys()])}`
      : `Several packs have a ${noun} ${asked}: name one of ${listOf(named.map(([id]) => id))}.`,
  );
}

function hint(asked: string, ids: readonly string[]): string {
  const near = nearestId(asked, ids);
  return near === undefined ? `There are: ${listOf(ids) || 'none'}.` : `Did you mean ${near}?`;
}

function listOf(ids: readonly string[]): string {
  return ids.slice(0, NAMES_MAX).join(', ');
}

/** By the part of the id that was asked for. */
function nearestId(asked: string, ids: readonly string[]): string | undefined {
  if (asked.includes('.')) return nearest(asked, ids);
  const byName = new Map(ids.map((id) => [id.slice(id.indexOf('.') + 1), id]));
  return byName.get(nearest(asked, [...byName.keys()]) ?? '');
}

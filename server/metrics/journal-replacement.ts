import { BODY_BYTES_MAX } from '../db/channel';

/** Which rows a snapshot replaced, by number and sum of their ids, and its own rows. */
export interface Replacement {
  readonly removed: number;
  readonly removedSum: number;
  readonly added: readonly number[];
}

/** Whether these are the rows that were replaced. */
export function isAllOf(ids: readonly number[], { removed, removedSum }: Replacement): boolean {
  return ids.length === removed && sumOf(ids) === removedSum;
}

function sumOf(ids: readonly number[]): number {
  return ids.reduce((sum, id) => sum + id, 0);
}

/** For the other servers. Empty when it would be too long to tell; followers then read the snapshot. */
export function replacementText(removed: readonly number[], added: readonly number[]): string {
  const text = [removed.length, sumOf(removed), ...added].join(' ');
  return text.length > BODY_BYTES_MAX ? '' : text;
}

export function parseReplacement(text: string): Replacement | undefined {
  if (!/^\d+ \d+( \d+)*$/.test(text)) return undefined;
  const [removed = 0, removedSum = 0, ...added] = text.split(' ').map(Number);
  return { removed, removedSum, added };
}

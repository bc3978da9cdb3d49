import { type Random, seededRandom } from '@/common/random';

/** Chance of one part of a simulated world: what another part draws changes nothing here. */
export function chance(seed: number, part: string): Random {
  let mixed = seed | 0;
  for (const character of part) mixed = mix(mixed ^ (character.codePointAt(0) ?? 0));
  return seededRandom(mix(mixed));
}

/** Neighbouring seeds lead to numbers that have nothing to do with one another (murmur3's end). */
function mix(value: number): number {
  let mixed = (value + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function between(random: Random, min: number, max: number): number {
  return min + random.next() * (max - min);
}

/** An integer in [min, max]. */
export function wholeBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random.next() * (max - min + 1));
}

/** @throws {RangeError} for an empty list */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  const chosen = list[Math.floor(random.next() * list.length)];
  if (chosen === undefined) throw new RangeError('there is nothing to choose from');
  return chosen;
}

/** @param share in [0, 1] */
export function happens(random: Random, share: number): boolean {
  return random.next() < share;
}

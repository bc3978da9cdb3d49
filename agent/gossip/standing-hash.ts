import type { Standing } from './message';

/** Push-pull compares lists in this many parts by id. */
export const BUCKET_COUNT = 32;

/** 64 bits as two halves: sums of them can be kept up to date, and do not depend on an order. */
export interface Hash64 {
  readonly low: number;
  readonly high: number;
}

/** Two runs of one id that show the same incarnation differ all the same. */
interface DatedStanding extends Standing {
  readonly bootEpochMs: number;
}

const STATE_CODES = { alive: 1, suspect: 2, left: 3, dead: 0 } as const;

/**
 * The dead do not count: who never knew one and who holds it for dead agree, so that nobody is told
 * of the dead of others and each list forgets its own.
 */
export function standingHash({ bootEpochMs, id, incarnation, state }: DatedStanding): Hash64 {
  if (state === 'dead') return { low: 0, high: 0 };
  const halves = mix(incarnation / 2 ** 32) ^ mix(bootEpochMs ^ mix(bootEpochMs / 2 ** 32));
  const salt = Math.imul(STATE_CODES[state], 0x9e3779b1) ^ halves;
  return {
    low: mix(textHash(id, 0x811c9dc5) ^ mix(incarnation ^ salt)),
    high: mix(textHash(id, 0x5bd1e995) ^ mix((incarnation + 0x27d4eb2f) ^ salt)),
  };
}

export function bucketOf(id: string): number {
  return textHash(id, 0x811c9dc5) & (BUCKET_COUNT - 1);
}

/** FNV-1a, finished. */
function textHash(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return mix(hash);
}

/** The finaliser of MurmurHash3: every bit of the result hangs on every bit given. */
function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Sums of hashes, one a bucket; what is added can be taken away again. */
export class HashSums {
  readonly #halves: Uint32Array;

  constructor(count: number) {
    this.#halves = new Uint32Array(2 * count);
  }

  change(at: number, { low, high }: Hash64, sign: 1 | -1): void {
    this.#halves[2 * at] = (this.#halves[2 * at] ?? 0) + sign * low;
    this.#halves[2 * at + 1] = (this.#halves[2 * at + 1] ?? 0) + sign * high;
  }

  at(index: number): bigint {
    const [low = 0, high = 0] = this.#halves.subarray(2 * index, 2 * index + 2);
    return (BigInt(high) << 32n) | BigInt(low);
  }
}

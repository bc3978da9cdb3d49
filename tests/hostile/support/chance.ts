/** Where a failing run is told from; `OPSBRO_FUZZ_SEED` runs it again. */
export const SEED = Number(process.env.OPSBRO_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How much more than in the normal run; `OPSBRO_FUZZ_TIMES=50` for a long one. */
export const TIMES = Number(process.env.OPSBRO_FUZZ_TIMES ?? 1);

export interface Chance {
  /** A whole number below `end`. */
  below(end: number): number;
  pick<Item>(items: readonly Item[]): Item;
  bytes(length: number): Buffer;
}

/** Mulberry32: small, and the same from the same seed. */
export function chance(seed = SEED): Chance {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}

/** Some bytes are changed, left out, doubled or cut off. */
export function mutated(bytes: Buffer, luck: Chance): Buffer {
  let result = Buffer.from(bytes);
  for (let times = 1 + luck.below(4); times > 0; times--) {
    const at = luck.below(result.length + 1);
    const rest = result.subarray(at);
    const kind = luck.below(5);
    if (kind === 0 && at < result.length) result[at] = luck.below(256);
    else if (kind === 1) result = Buffer.concat([result.subarray(0, at), rest.subarray(1)]);
    else if (kind === 2)
      result = Buffer.concat([result.subarray(0, at), luck.bytes(1 + luck.below(8)), rest]);
    else if (kind === 3) result = Buffer.concat([result, result.subarray(at, at + 64)]);
    else if (luck.below(4) === 0) result = result.subarray(0, at);
  }
  return result;
}

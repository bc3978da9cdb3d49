/** A source of chance; seeded in tests so that every run can be replayed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** Marsaglia's xorshift32: 2³² − 1 states, plenty for jitter and choosing peers, useless for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return {
    next() {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state / 2 ** 32;
    },
  };
}

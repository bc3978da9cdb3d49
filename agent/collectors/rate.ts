/** Remembers the counters of one collector from one run to the next. */
export interface Rates {
  /** A run begins, at `nowMs` of the monotonic clock. What the run before did not name is forgotten. */
  begin(nowMs: number): void;
  /**
   * How fast `counter` has grown since the run before, per second. `undefined` when that run did not
   * name `key`, when the counter went back (a restart, a replaced device), and when no time passed.
   */
  rate(key: string, counter: number): number | undefined;
}

/** Holds two runs and no more: a device that is gone costs nothing from the second run on. */
export function createRates(): Rates {
  let before = new Map<string, number>();
  let seen = new Map<string, number>();
  let beganMs: number | undefined;
  let elapsedSeconds = 0;

  return {
    begin(nowMs) {
      elapsedSeconds = beganMs === undefined ? 0 : (nowMs - beganMs) / 1_000;
      beganMs = nowMs;
      const spent = before;
      before = seen;
      spent.clear();
      seen = spent;
    },

    rate(key, counter) {
      if (!Number.isFinite(counter)) return undefined;
      seen.set(key, counter);
      const earlier = before.get(key);
      if (earlier === undefined || counter < earlier || elapsedSeconds <= 0) return undefined;
      return (counter - earlier) / elapsedSeconds;
    },
  };
}

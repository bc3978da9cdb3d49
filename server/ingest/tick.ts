import type { Clock } from '@/common/clock';

/**
 * Milliseconds that never repeat and never go back, whatever the clock does, and that are ahead of
 * every one that was seen: what happened after something else has the greater number. (Lamport)
 */
export interface Tick {
  next(): number;
  /** Another server, or this one before its clock was set back, was this far. */
  witness(tickMs: number): void;
}

export function createTick(clock: Clock): Tick {
  let lastMs = 0;
  return {
    next() {
      lastMs = Math.max(Math.floor(clock.wallMs()), lastMs + 1);
      return lastMs;
    },
    witness(tickMs) {
      lastMs = Math.max(lastMs, tickMs);
    },
  };
}

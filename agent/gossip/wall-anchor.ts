import type { Clock } from '@/common/clock';

/** Jitter between two readings stays below; a person who sets the date does not. */
const JUMP_MS = 1_000;

/** Tells moments of the monotonic clock by the wall clock: always the same, unless that was set. */
export class WallAnchor {
  readonly #clock: Clock;
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = this.#nowOffsetMs();
  }

  wallOf(nowMs: number): number {
    const offsetMs = this.#nowOffsetMs();
    if (Math.abs(offsetMs - this.#offsetMs) > JUMP_MS) this.#offsetMs = offsetMs;
    return Math.max(0, Math.round(nowMs + this.#offsetMs));
  }

  #nowOffsetMs(): number {
    return this.#clock.wallMs() - this.#clock.nowMs();
  }
}

import type { Clock } from '@/common/clock';

const JUMP_MS_MIN = 5_000;

/**
 * Notices that the wall clock was set, or that the machine slept: wall and monotonic time have
 * moved apart since the last look. A clock that NTP slews never moves this far in between.
 */
export class ClockWatch {
  readonly #clock: Clock;
  #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = clock.wallMs() - clock.nowMs();
  }

  /** @returns by how much the wall clock jumped since the last call, forward when positive; else 0 */
  jumpMs(): number {
    const offsetMs = this.#clock.wallMs() - this.#clock.nowMs();
    const jumpMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    return Math.abs(jumpMs) > JUMP_MS_MIN ? jumpMs : 0;
  }
}

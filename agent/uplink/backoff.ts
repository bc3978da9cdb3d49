import type { Random } from '@/common/random';

const FIRST_MS = 500;
const BASE_MS = 1_000;
const DELAY_MS_MAX = 60_000;
const REFUSED_MS_MIN = 5_000;
const REFUSED_MS_MAX = 15_000;
const GOOD_AFTER_MS = 30_000;
const ASKED_JITTER_MS = 250;

/**
 * How long to wait before the next connection, so that a fleet that lost its server does not come
 * back in one moment: full jitter over 1, 2, 4 … 60 s, the first retry within half a second.
 * A refusal can be cured by somebody at any moment, so its waits end at 5–15 s. A server that is
 * alive and says when it has time is taken at its word, and a little later.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export class Backoff {
  readonly #random: Random;
  #failures = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * @param connectedMs how long the connection that just ended was good; 0 for none
   * @param retryAfterMs what the server asked for
   */
  nextDelayMs(refused: boolean, connectedMs: number, retryAfterMs?: number): number {
    if (retryAfterMs !== undefined) return retryAfterMs + this.#random.next() * ASKED_JITTER_MS;
    if (connectedMs >= GOOD_AFTER_MS) this.#failures = 0;
    const failures = this.#failures;
    this.#failures += 1;
    return refused ? this.#afterRefusalMs(failures) : this.#afterFailureMs(failures);
  }

  #afterFailureMs(failures: number): number {
    if (failures === 0) return this.#random.next() * FIRST_MS;
    return this.#random.next() * Math.min(DELAY_MS_MAX, BASE_MS * 2 ** (failures - 1));
  }

  #afterRefusalMs(failures: number): number {
    const growingMs = FIRST_MS * 2 ** failures;
    if (growingMs < REFUSED_MS_MIN) return growingMs;
    return REFUSED_MS_MIN + this.#random.next() * (REFUSED_MS_MAX - REFUSED_MS_MIN);
  }
}

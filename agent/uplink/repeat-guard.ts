import type { Report } from '@/common/protocol/report';

const TRIES_MAX = 3;

/**
 * Notices a report on which the server fails, or the connection ends, every time, so that one
 * such report does not hold up all behind it: it is left for later.
 */
export class RepeatGuard {
  #key = '';
  #tries = 0;

  mayTry({ epoch, sequence }: Report): boolean {
    const key = `${epoch} ${sequence}`;
    if (key !== this.#key) this.#tries = 0;
    this.#key = key;
    this.#tries += 1;
    return this.#tries <= TRIES_MAX;
  }

  /** Whatever was left for later may be tried once more. */
  allowOnce(): void {
    this.#tries = TRIES_MAX - 1;
  }

  /** The last report that was tried did no harm. */
  passed(): void {
    this.#tries = 0;
  }
}

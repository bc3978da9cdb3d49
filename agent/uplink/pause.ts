import type { Cancel, Clock } from '@/common/clock';

/** A wait that can be ended from outside; one at a time. */
export class Pause {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;
  #idle = false;
  #woken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async forMs(delayMs: number): Promise<void> {
    let cancel: Cancel | undefined;
    await this.#wait(false, (wake) => {
      cancel = this.#clock.after(delayMs, wake);
    });
    cancel?.();
  }

  /** Returns at once when it was woken since the last time, and after `delayMs` in any case. */
  async untilWoken(delayMs = Number.POSITIVE_INFINITY): Promise<void> {
    let cancel: Cancel | undefined;
    if (!this.#woken) {
      await this.#wait(true, (wake) => {
        if (Number.isFinite(delayMs)) cancel = this.#clock.after(delayMs, wake);
      });
    }
    cancel?.();
    this.#woken = false;
  }

  /** Ends a wait for being woken, now or the next, but not one for time to pass. */
  endIfIdle(): void {
    this.#woken = true;
    if (this.#idle) this.#wake?.();
  }

  /** Ends any wait. */
  end(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #wait(idle: boolean, arm: (wake: () => void) => void): Promise<void> {
    this.#idle = idle;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      arm(resolve);
    });
    this.#idle = false;
    this.#wake = undefined;
  }
}

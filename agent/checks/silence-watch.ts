import type { Cancel, Clock } from '@/common/clock';

export interface SilenceWatchDeps {
  readonly clock: Clock;
  /** @param lostMs time since the last look in which this process was not awake; never throws */
  readonly look: (lostMs: number) => void;
}

const LOOK_EVERY_MS = 5_000;

/**
 * Has everything looked at that may have fallen silent. Time counts as silence only while the agent
 * was awake: after a pause of the whole machine, or of this process, everything gets its time again.
 */
export class SilenceWatch {
  readonly #deps: SilenceWatchDeps;
  #lookedMs = 0;
  #cancel: Cancel | undefined;

  constructor(deps: SilenceWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#lookedMs = this.#deps.clock.nowMs();
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
  }

  #look(): void {
    const { clock, look } = this.#deps;
    const nowMs = clock.nowMs();
    const passedMs = nowMs - this.#lookedMs;
    this.#lookedMs = nowMs;
    look(passedMs > 2 * LOOK_EVERY_MS ? passedMs : 0);
    this.#cancel = clock.after(LOOK_EVERY_MS, () => this.#look());
  }
}

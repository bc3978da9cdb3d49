import type { Cancel, Clock } from '@/common/clock';
import type { CheckStore, KeptChecks } from './check-store';

export interface CheckKeeperDeps {
  readonly clock: Clock;
  readonly store: CheckStore;
  /** What there is to keep, asked for when it is written. */
  readonly present: () => KeptChecks;
}

/** Changes of state are on disk within this; outputs that merely differ within the longer time. */
const SOON_MS = 1_000;
const EVENTUALLY_MS = 60_000;

/** Writes the states of checks down: soon when one changed, seldom otherwise. */
export class CheckKeeper {
  readonly #deps: CheckKeeperDeps;
  #cancel: Cancel | undefined;
  #dueMs = 0;

  constructor(deps: CheckKeeperDeps) {
    this.#deps = deps;
  }

  /** There is something new. */
  remember(isChange: boolean): void {
    const { clock } = this.#deps;
    const delayMs = isChange ? SOON_MS : EVENTUALLY_MS;
    const dueMs = clock.nowMs() + delayMs;
    if (this.#cancel !== undefined && this.#dueMs <= dueMs) return;
    this.#cancel?.();
    this.#dueMs = dueMs;
    this.#cancel = clock.after(delayMs, () => this.#write());
  }

  /** Writes a last time. */
  stop(): void {
    this.#cancel?.();
    this.#write();
  }

  #write(): void {
    this.#cancel = undefined;
    const { store, present, clock } = this.#deps;
    store.write(present(), clock.nowMs());
  }
}

import type { Cancel, Clock } from '@/common/clock';
export interface KeeperDeps {
  readonly clock: Clock;
  /** Writes what there is then. */
  readonly write: () => void;
}

/** Changes of state are on disk within this; what merely differs, such as outputs, within the longer time. */
const SOON_MS = 1_000;
const EVENTUALLY_MS = 60_000;

/** Writes down what shall outlive the agent: soon when a state changed, seldom otherwise. */
export class Keeper {
  readonly #deps: KeeperDeps;
  #cancel: Cancel | undefined;
  #dueMs = 0;

  constructor(deps: KeeperDeps) {
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
    this.#deps.write();
  }
}

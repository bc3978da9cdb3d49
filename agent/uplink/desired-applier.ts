import { type DesiredState, desiredState } from '@/common/domain/desired-state';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { DesiredStore } from './desired-store';

export type ApplyDesired = (state: DesiredState) => void;

/** Takes the desired state from the server's word to what the agent runs. */
export class DesiredApplier {
  readonly #store: DesiredStore;
  readonly #log: Log;
  readonly #onApplied: (revision: number) => void;
  readonly #appliers: ApplyDesired[] = [];
  #appliedRevision: number;

  constructor(store: DesiredStore, log: Log, onApplied: (revision: number) => void) {
    this.#store = store;
    this.#log = log;
    this.#onApplied = onApplied;
    this.#appliedRevision = store.current.revision;
  }

  get current(): DesiredState {
    return this.#store.current;
  }

  /** The revision that all parts of the agent run. */
  get appliedRevision(): number {
    return this.#appliedRevision;
  }

  /** Calls at once with what is known from before, and with each that follows. */
  onDesired(apply: ApplyDesired): void {
    this.#appliers.push(apply);
    if (this.current.revision > 0) apply(this.current);
  }

  /**
   * The server's word holds, also when its revision is lower than ours: it comes in order over a
   * session that the server opened, and a server that was set up anew counts from the start again.
   * @param said what the server said, unchecked
   */
  take(said: unknown): void {
    const parsed = desiredState.safeParse(said);
    if (!parsed.success) {
      this.#log.error('desired state not understood', { reason: parsed.error.message });
      return;
    }
    const state = parsed.data;
    if (state.revision === this.current.revision) return;
    this.#store.replace(state);
    try {
      for (const apply of this.#appliers) apply(state);
    } catch (error) {
      const { revision } = state;
      this.#log.error('desired state not applied', { revision, reason: messageOf(error) });
      return;
    }
    this.#appliedRevision = state.revision;
    this.#onApplied(state.revision);
  }
}

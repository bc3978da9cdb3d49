import { deferred } from './deferred';

/** Turns at something that only one may use at a time, in the order of asking. */
export class TurnQueue {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits for a turn; whoever gets it must call `end`, once. */
  async begin(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return;
    }
    const turn = deferred<void>();
    this.#waiting.push(turn.resolve);
    await turn.promise;
  }

  end(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#taken = false;
    else next();
  }

  /** One turn around `work`. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.begin();
    try {
      return await work();
    } finally {
      this.end();
    }
  }
}

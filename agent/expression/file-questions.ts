/**
 * Node's thread pool has four threads, and one that asks a file system whose server is gone never
 * comes back. Two may be lost that way to expressions; the others keep the rest of the agent alive.
 */
const HANGING_MAX = 2;

/** Questions to file systems, any of which may never be answered. */
export class FileQuestions {
  readonly #hanging = new Set<Promise<unknown>>();

  /**
   * Asks, and stops waiting when the signal says so.
   * @throws {Error} at once when too many earlier questions still hang
   */
  async ask<Answer>(signal: AbortSignal, question: () => Promise<Answer>): Promise<Answer> {
    if (this.#hanging.size >= HANGING_MAX) {
      throw new Error('file systems that were asked earlier do not answer');
    }
    const answer = question();
    const giveUp = () => {
      this.#hanging.add(answer);
      void answer.catch(() => undefined).finally(() => this.#hanging.delete(answer));
    };
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }
}

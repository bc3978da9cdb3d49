import type { Clock } from '@/common/clock';
import { formatDuration } from '@/common/duration';
import { AppError } from '@/common/errors';
import type { AskedQuestion, QuestionAnswer } from '@/common/protocol/question';

export type Answer = QuestionAnswer['answer'];

/** Questions that an agent is asked at a time, and all agents of this server together. */
const PER_NODE_MAX = 16;
const ALL_MAX = 512;

interface Listener {
  readonly hear: (asked: AskedQuestion) => void;
}

interface Pending {
  readonly nodeId: string;
  readonly listener: Listener;
  readonly settle: (answer: Answer | AppError) => void;
}

/** Questions to the agents whose connection is with this server, until each was answered. */
export class QuestionDesk {
  readonly #clock: Clock;
  readonly #listeners = new Map<string, Listener>();
  readonly #pending = new Map<string, Pending>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the agent of a node listens here. */
  has(nodeId: string): boolean {
    return this.#listeners.has(nodeId);
  }

  /** What a node is asked, from now on until `signal`: its agent listens. */
  async *follow(nodeId: string, signal: AbortSignal): AsyncGenerator<AskedQuestion, void> {
    const waiting: AskedQuestion[] = [];
    let wake = () => {};
    const listener: Listener = {
      hear(asked) {
        waiting.push(asked);
        wake();
      },
    };
    this.#listeners.set(nodeId, listener);
    const aborted = () => wake();
    signal.addEventListener('abort', aborted, { once: true });
    try {
      while (!signal.aborted) {
        const asked = waiting.shift();
        if (asked !== undefined) yield asked;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', aborted);
      this.#leave(nodeId, listener);
    }
  }

  /**
   * @throws {AppError} UNREACHABLE when it does not listen here, goes, or takes too long; BUSY when
   * it is asked too much
   */
  async ask(nodeId: string, asked: AskedQuestion, timeoutMs: number): Promise<Answer> {
    const listener = this.#listeners.get(nodeId);
    if (listener === undefined) throw new AppError('UNREACHABLE', 'The agent is not connected.');
    this.#checkRoom(nodeId);
    return new Promise((resolve, reject) => {
      const settle = (answer: Answer | AppError) => {
        this.#pending.delete(asked.id);
        cancel();
        if (AppError.is(answer)) reject(answer);
        else resolve(answer);
      };
      const cancel = this.#clock.after(timeoutMs, () => settle(noAnswer(timeoutMs)));
      this.#pending.set(asked.id, { nodeId, listener, settle });
      listener.hear(asked);
    });
  }

  /** @returns false for what this node was not asked, or not any more */
  answer(nodeId: string, { id, answer }: QuestionAnswer): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined || pending.nodeId !== nodeId) return false;
    pending.settle(answer);
    return true;
  }

  #checkRoom(nodeId: string): void {
    if (this.#pending.size >= ALL_MAX) {
      throw new AppError('BUSY', 'Too many questions to agents are open; try again in a moment.');
    }
    const own = [...this.#pending.values()].filter((one) => one.nodeId === nodeId);
    if (own.length < PER_NODE_MAX) return;
    throw new AppError(
      'BUSY',
      `The agent is asked ${PER_NODE_MAX} things already; try again in a moment.`,
    );
  }

  #leave(nodeId: string, listener: Listener): void {
    if (this.#listeners.get(nodeId) === listener) this.#listeners.delete(nodeId);
    for (const pending of [...this.#pending.values()]) {
      if (pending.listener !== listener) continue;
      pending.settle(new AppError('UNREACHABLE', 'The agent went away before it answered.'));
    }
  }
}

export function noAnswer(timeoutMs: number): AppError {
  const waited = formatDuration(timeoutMs);
  return new AppError('UNREACHABLE', `The agent gave no answer within ${waited}.`);
}

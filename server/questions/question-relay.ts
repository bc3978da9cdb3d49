import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { AskedQuestion } from '@/common/protocol/question';
import type { Bus, LiveEventOf } from '../live/bus';
import { type Answer, noAnswer, type QuestionDesk } from './question-desk';
import type { QuestionStore } from './question-store';

export interface QuestionRelayDeps {
  readonly store: QuestionStore;
  readonly desk: QuestionDesk;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

/** The server that the agent is connected to says so within this; else there is none. */
const TAKEN_MS = 3_000;
/** For the way back. */
const RETURN_MS = 1_000;
const PENDING_MAX = 256;

interface Pending {
  readonly taken: () => void;
  readonly settle: (answer: Answer | AppError | undefined) => void;
}

/**
 * Asks agents that are connected to another server on the same database, and answers for those that
 * are connected here. The question and its answer are a row; the bus carries ids.
 */
export class QuestionRelay {
  readonly #deps: QuestionRelayDeps;
  readonly #pending = new Map<string, Pending>();
  readonly #stopping = new AbortController();

  constructor(deps: QuestionRelayDeps) {
    this.#deps = deps;
  }

  start(): void {
    void this.#hearQuestions();
    void this.#hearAnswers();
    void this.#hearGaps();
  }

  stop(): void {
    this.#stopping.abort();
  }

  /**
   * @returns `undefined` when no server has a connection to it
   * @throws {AppError} UNREACHABLE without an answer in time; BUSY when it is asked too much
   */
  async ask(nodeId: string, asked: AskedQuestion, timeoutMs: number): Promise<Answer | undefined> {
    if (this.#pending.size >= PENDING_MAX) {
      throw new AppError('BUSY', 'Too many questions to agents are open; try again in a moment.');
    }
    const { store, bus } = this.#deps;
    const { id } = asked;
    await store.add(nodeId, asked);
    try {
      const answered = this.#waitFor(id, timeoutMs);
      bus.publish({ kind: 'question', nodeId, id });
      return await answered;
    } finally {
      await store.remove(id).catch((error: unknown) => this.#warn('question not removed', error));
    }
  }

  #waitFor(id: string, timeoutMs: number): Promise<Answer | undefined> {
    const { clock } = this.#deps;
    return new Promise((resolve, reject) => {
      const settle: Pending['settle'] = (answer) => {
        this.#pending.delete(id);
        cancel();
        if (AppError.is(answer)) reject(answer);
        else resolve(answer);
      };
      let cancel = clock.after(TAKEN_MS, () => settle(undefined));
      const taken = () => {
        cancel();
        cancel = clock.after(timeoutMs + RETURN_MS, () => settle(noAnswer(timeoutMs)));
      };
      this.#pending.set(id, { taken, settle });
    });
  }

  async #hearQuestions(): Promise<void> {
    for await (const events of this.#deps.bus.follow('question', this.#stopping.signal)) {
      for (const event of events) if (this.#deps.desk.has(event.nodeId)) void this.#answer(event);
    }
  }

  async #hearAnswers(): Promise<void> {
    for await (const events of this.#deps.bus.follow('answer', this.#stopping.signal)) {
      for (const { id, isTaken } of events) {
        if (isTaken) this.#pending.get(id)?.taken();
        else await this.#look(id);
      }
    }
  }

  async #hearGaps(): Promise<void> {
    for await (const _ of this.#deps.bus.follow('resync', this.#stopping.signal)) {
      for (const id of [...this.#pending.keys()]) await this.#look(id);
    }
  }

  async #look(id: string): Promise<void> {
    if (!this.#pending.has(id)) return;
    try {
      const answer = await this.#deps.store.answerTo(id);
      if (answer !== undefined) this.#pending.get(id)?.settle(answer);
    } catch (error) {
      this.#warn('answer of another server not read', error);
    }
  }

  /** For another server, whose question stands in the database. */
  async #answer({ nodeId, id }: LiveEventOf<'question'>): Promise<void> {
    const { store, desk, bus } = this.#deps;
    try {
      const asked = await store.find(nodeId, id);
      if (asked === undefined || !desk.has(nodeId)) return;
      bus.publish({ kind: 'answer', nodeId, id, isTaken: true });
      const answer = await desk.ask(nodeId, asked, ANSWER_MS).catch(refusalOf);
      await store.answer(nodeId, id, answer);
      bus.publish({ kind: 'answer', nodeId, id, isTaken: false });
    } catch (error) {
      this.#warn('question of another server not answered', error);
    }
  }

  #warn(message: string, error: unknown): void {
    this.#deps.log.warn(message, { reason: messageOf(error) });
  }
}

/** Whoever asked gives up before. */
const ANSWER_MS = 60_000;

function refusalOf(error: unknown): Answer {
  if (!AppError.is(error)) throw error;
  const code = error.code === 'BUSY' ? 'BUSY' : 'FAILED';
  return { is: 'refused', code, message: error.message };
}

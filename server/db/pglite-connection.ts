import { AppError } from '@/common/errors';
import {
  type Connection,
  type OpenSession,
  type Session,
  TransactionScope,
  withSession,
} from './connection';
import type { PgliteEngine } from './pglite-engine';
import type { ThreadRequest } from './thread-message';
import { TurnQueue } from './turn-queue';
import { toMessage } from './values';

/**
 * The embedded database's one connection, shared by turns: a statement, or all of a transaction.
 * `statementLimitMs` is the longest a statement may take.
 */
export class PgliteConnection implements Connection {
  readonly #engine: PgliteEngine;
  readonly #statementLimitMs: number;
  readonly #turns = new TurnQueue();
  readonly #scope = new TransactionScope();

  constructor(engine: PgliteEngine, statementLimitMs: number) {
    this.#engine = engine;
    this.#statementLimitMs = statementLimitMs;
  }

  get waiting(): number {
    return this.#turns.waiting;
  }

  async begin(): Promise<OpenSession> {
    this.#scope.assertOutside();
    await this.#turns.begin();
    await this.#engine.recovered();
    return this.#session();
  }

  run<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return withSession(this, work);
  }

  guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#scope.run(work);
  }

  #session(): OpenSession {
    const engine = this.#engine;
    const { generation } = engine;
    const order = new TurnQueue();
    let ended = false;
    const ask = (request: ThreadRequest, limitMs = this.#statementLimitMs) =>
      order.run(() => {
        if (ended) throw new Error('the transaction is over: it takes no more statements');
        if (engine.generation !== generation || engine.state === 'recovering') throw lost();
        return engine.ask(request, limitMs);
      });
    return {
      query: (text, values, limitMs) =>
        ask({ kind: 'query', text, values: values.map(toMessage) }, limitMs),
      script: (text, limitMs) => ask({ kind: 'script', text }, limitMs),
      end: () => {
        if (ended) return;
        ended = true;
        void order.run(async () => this.#turns.end());
      },
    };
  }
}

/** The thread that held the transaction is gone, and the transaction with it. */
function lost(): AppError {
  return new AppError('BUSY', 'the transaction was lost when the database reopened; try again');
}

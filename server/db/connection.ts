import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '@/common/errors';
import type { PgliteEngine } from './pglite-engine';
import type { StatementResult, ThreadRequest } from './thread-message';
import { TurnQueue } from './turn-queue';
import { toMessage } from './values';

/** The one connection there is, for as long as one turn. */
export interface Session {
  query(text: string, values: readonly unknown[], limitMs?: number): Promise<StatementResult>;
  script(text: string, limitMs?: number): Promise<StatementResult>;
}

/** A session that must be ended, or nobody else has a turn again. */
export interface OpenSession extends Session {
  end(): void;
}

/**
 * The embedded database's one connection, shared by turns: a statement, or all of a transaction.
 * `statementLimitMs` is the longest a statement may take.
 */
export class Connection {
  readonly #engine: PgliteEngine;
  readonly #statementLimitMs: number;
  readonly #turns = new TurnQueue();
  readonly #transaction = new AsyncLocalStorage<{ open: boolean }>();

  constructor(engine: PgliteEngine, statementLimitMs: number) {
    this.#engine = engine;
    this.#statementLimitMs = statementLimitMs;
  }

  /** Turns waited for at this moment. */
  get waiting(): number {
    return this.#turns.waiting;
  }

  async begin(): Promise<OpenSession> {
    if (this.#transaction.getStore()?.open) throw new Error(WOULD_WAIT_FOR_ITSELF);
    await this.#turns.begin();
    await this.#engine.recovered();
    return this.#session();
  }

  async run<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const session = await this.begin();
    try {
      return await work(session);
    } finally {
      session.end();
    }
  }

  /** Runs `work` so that it cannot ask for another turn while it holds this one. */
  async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    const scope = { open: true };
    try {
      return await this.#transaction.run(scope, work);
    } finally {
      scope.open = false;
    }
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

const WOULD_WAIT_FOR_ITSELF =
  'a statement outside the transaction waits for the transaction, which waits for the statement: use the sql that transaction() hands to its work';

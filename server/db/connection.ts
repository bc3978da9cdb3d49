import { AsyncLocalStorage } from 'node:async_hooks';
import type { StatementResult } from './thread-message';

/** A connection for as long as one turn. */
export interface Session {
  query(text: string, values: readonly unknown[], limitMs?: number): Promise<StatementResult>;
  /** Any number of statements without parameters; the answer is that of the last. */
  script(text: string, limitMs?: number): Promise<StatementResult>;
}

/** A session that must be ended, or nobody else has a turn again. */
export interface OpenSession extends Session {
  end(): void;
}

/** The way to the database: turns at its one connection, or at one of several. */
export interface Connection {
  /** Turns waited for at this moment. */
  readonly waiting: number;
  /**
   * @throws {Error} within a transaction, which would wait for itself.
   * @throws {AppError} BUSY while the database cannot be reached.
   */
  begin(): Promise<OpenSession>;
  run<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  /** Runs `work` so that it cannot ask for another turn while it holds this one. */
  guarded<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Notices code that asks for another turn within the transaction that holds one. */
export class TransactionScope {
  readonly #scope = new AsyncLocalStorage<{ open: boolean }>();

  /** @throws {Error} within `run`, as long as its work is not over. */
  assertOutside(): void {
    if (this.#scope.getStore()?.open) throw new Error(WOULD_WAIT_FOR_ITSELF);
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const scope = { open: true };
    try {
      return await this.#scope.run(scope, work);
    } finally {
      scope.open = false;
    }
  }
}

/** One turn around `work`. */
export async function withSession<Result>(
  connection: Pick<Connection, 'begin'>,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await connection.begin();
  try {
    return await work(session);
  } finally {
    session.end();
  }
}

const WOULD_WAIT_FOR_ITSELF =
  'a statement outside the transaction waits for the transaction, which waits for the statement: use the sql that transaction() hands to its work';

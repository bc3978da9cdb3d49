import {
  type Connection,
  type OpenSession,
  type Session,
  TransactionScope,
  withSession,
} from './connection';
import type { PostgresPool } from './postgres-pool';
import { postgresSession } from './postgres-session';

export interface PostgresConnectionDeps {
  readonly pool: PostgresPool;
  readonly limitMs: number;
}

/** Turns at the connections of a pool: a statement, or all of a transaction. */
export class PostgresConnection implements Connection {
  readonly #deps: PostgresConnectionDeps;
  readonly #scope = new TransactionScope();

  constructor(deps: PostgresConnectionDeps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#deps.pool.waiting;
  }

  async begin(): Promise<OpenSession> {
    // Enough of them at once would wait for one another's connections for ever.
    this.#scope.assertOutside();
    const { pool, limitMs } = this.#deps;
    const client = await pool.take();
    return postgresSession({
      client,
      limitMs,
      onLost: (error) => pool.lose(error),
      release: (isLost) => pool.give(client, isLost),
    });
  }

  run<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return withSession(this, work);
  }

  guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#scope.run(work);
  }
}

import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import type { Connection, Session } from './connection';
import type { Sql, SqlValue } from './database';
import { deferred } from './deferred';
import { sqlOf } from './session-sql';
import type { StatementResult } from './thread-message';

export interface TransactionDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** From BEGIN to COMMIT: whoever waits for something else in between holds up everybody. */
  readonly limitMs: number;
}

/**
 * One turn at the connection, all of it in a transaction.
 *
 * @throws what `inTransaction` throws; AppError BUSY when the limit passed, and it was rolled back.
 */
export async function runTransaction<Result>(
  { connection, clock, limitMs }: TransactionDeps,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const session = await connection.begin();
  const expired = deferred<never>();
  const stop = clock.after(limitMs, () => expired.reject(tooLong(limitMs)));
  let over = false;
  const open = sqlOf(session);
  const sql: Sql = {
    async query<Row>(text: string, values: readonly SqlValue[] = []) {
      if (over) throw new Error('the transaction is over: it takes no more statements');
      return await open.query<Row>(text, values);
    },
  };
  const bounded = () => Promise.race([work(sql), expired.promise]);
  try {
    return await inTransaction(session, () =>
      connection.guarded(bounded).finally(() => {
        over = true;
      }),
    );
  } finally {
    stop();
    session.end();
  }
}

/**
 * `work` between BEGIN and COMMIT.
 *
 * @throws whatever `work` throws, after a ROLLBACK; what COMMIT throws (deferred constraints); and
 *   AppError INVALID when `work` overlooked the failure of a statement, which undid everything.
 */
export async function inTransaction<Result>(
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.script('BEGIN');
  let result: Result;
  try {
    result = await work();
  } catch (error) {
    await rollBack(session);
    throw error;
  }
  assertCommitted(await session.script('COMMIT'));
  return result;
}

/** PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error. */
export function assertCommitted({ command }: StatementResult): void {
  if (command !== 'COMMIT') throw new AppError('INVALID', UNDONE);
}

/** Does not throw: a thread that was lost has rolled back already. */
async function rollBack(session: Session): Promise<void> {
  await session.script('ROLLBACK').catch(() => undefined);
}

function tooLong(limitMs: number): AppError {
  return new AppError(
    'BUSY',
    `a transaction took longer than ${limitMs / 1000} s and was rolled back; try again`,
  );
}

const UNDONE =
  'the transaction was rolled back instead of committed: one of its statements had failed before';

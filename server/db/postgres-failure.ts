import { DatabaseError } from 'pg';
import { AppError, messageOf } from '@/common/errors';

/**
 * SQLSTATEs after which a connection is of no use: class 08, the server shuts down or starts, our
 * session was ended, and a write on a server that has become a standby.
 */
const LOST = /^(08...|57P0[1-5]|25P0[3-4]|25006)$/;

/** Whether the connection is gone, or leads to a server that takes no writes any more. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  return error.severity === 'FATAL' || error.severity === 'PANIC' || LOST.test(error.code ?? '');
}

/** What a statement's failure is to its caller: what may go well another time is BUSY. */
export function asStatementFailure(error: unknown, limitMs: number): unknown {
  if (isConnectionLost(error)) return connectionLost(error);
  const code = (error as DatabaseError).code ?? '';
  const sentence = (OFTEN[code] ?? OFTEN[code.slice(0, 2)])?.(messageOf(error), limitMs);
  return sentence === undefined ? error : new AppError('BUSY', sentence, { cause: error });
}

/** Whether what was under way took effect is not known. */
export function connectionLost(cause: unknown): AppError {
  return new AppError('BUSY', 'the connection to the database was lost; try again', { cause });
}

type Sentence = (message: string, limitMs: number) => string;

const inTheWay: Sentence = (message) =>
  `another transaction was in the way of this one (${message}); try again`;

/** By SQLSTATE or its class. */
const OFTEN: Readonly<Record<string, Sentence>> = {
  '40001': inTheWay,
  '40P01': inTheWay,
  '55P03': inTheWay,
  '53': (message) => `the database is out of resources: ${message}; try again later`,
  '57014': (_, limitMs) =>
    `a statement took longer than ${limitMs / 1000} s and was ended; try again`,
};

/** A sentence for a database that cannot be opened, from what connecting to it threw. */
export function openFailure(name: string, error: unknown): AppError {
  if (AppError.is(error)) return error;
  const code = (error as { code?: string }).code ?? '';
  const refused = REFUSED[code];
  if (refused !== undefined) {
    return new AppError('INVALID', `PostgreSQL at ${name} ${refused}`, { cause: error });
  }
  return new AppError(
    'UNREACHABLE',
    `PostgreSQL at ${name} cannot be used: ${messageOf(error) || code}; check that it runs and that DATABASE_URL says where`,
    { cause: error },
  );
}

const ACCOUNT = 'check user and password in DATABASE_URL, and pg_hba.conf';

const REFUSED: Readonly<Record<string, string>> = {
  '28P01': `does not take this user and password: ${ACCOUNT}`,
  '28000': `does not let this user in: ${ACCOUNT}`,
  '3D000': 'has no such database: create it with CREATE DATABASE, or correct DATABASE_URL',
  '42501':
    'does not let this user make tables: make the user the owner of the database, or grant CREATE on the schema public',
};

import type { Channel } from './channel';
import type { PrismaClient } from './generated/client';

export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly SqlValue[];

/** Raw SQL for the hot paths. Timestamps are `timestamptz`, byte arrays `bytea`, int8 as bigint. */
export interface Sql {
  /** One statement with `$1 …` parameters. */
  query<Row>(text: string, values?: readonly SqlValue[]): Promise<SqlResult<Row>>;
}

export interface SqlResult<Row> {
  readonly rows: readonly Row[];
  /** Rows inserted, updated or deleted. */
  readonly affected: number;
}

/** The one database of a server. Entities go through `prisma`, hot paths through `sql`. */
export interface Database extends Sql {
  readonly kind: 'pglite' | 'postgres';
  readonly prisma: PrismaClient;
  /** To the other servers on this database. */
  readonly channel: Channel;
  /** All or nothing, durable when it returns. Keep it short: the embedded database has one connection. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  health(): DatabaseHealth;
  /**
   * Copies the files of an embedded database as they are at one moment, between two statements, into
   * a directory that is not there yet: what opens the copy recovers it as after a crash.
   * @returns how long everybody else had to wait
   */
  copyFiles?(target: string): Promise<{ readonly pauseMs: number }>;
  /** Waits for what is under way, checkpoints and closes. */
  close(): Promise<void>;
}

export interface DatabaseHealth {
  readonly state: 'open' | 'recovering' | 'closed';
  /** `PostgreSQL 18.6 (PGlite 0.5.16)`, `PostgreSQL 15.18`. */
  readonly version: string;
  readonly sizeBytes: number | null;
  /** Free space of the disk that holds it; null when it is elsewhere. */
  readonly freeBytes: number | null;
  /** Set while writes are refused because free space is under the floor. */
  readonly full: boolean;
  /** Statements waiting for a connection. */
  readonly waiting: number;
  /** Times that the database was lost and came back: a worker that had to be ended, a fail-over. */
  readonly restarts: number;
}

import { Client } from 'pg';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { Database, SqlValue } from './database';
import { PrismaClient } from './generated/client';
import { MIGRATIONS_DIRECTORY, migrate } from './migrate';
import { type PostgresAddress, postgresAddress } from './postgres-address';
import { PostgresChannel } from './postgres-channel';
import { PostgresConnection } from './postgres-connection';
import { openFailure } from './postgres-failure';
import { PostgresPool } from './postgres-pool';
import { postgresSession } from './postgres-session';
import { prismaAdapter } from './prisma-adapter';
import { prismaOverPostgres } from './prisma-postgres';
import { SizeGauge } from './size-gauge';
import { runTransaction } from './transaction';
import { toObjects } from './values';

export interface PostgresDatabaseOptions {
  /** Holds a password: neither for logs nor for messages. */
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onProgress?: (step: string) => void;
  /** A statement that takes longer is ended by PostgreSQL. Default 30 s. */
  readonly statementLimitMs?: number;
  /** A transaction that takes longer is rolled back. Default 60 s. */
  readonly transactionLimitMs?: number;
  /** Connections for statements; one more is held for news. Default 10. */
  readonly connectionsMax?: number;
  readonly migrationsDirectory?: string;
}

const STATEMENT_LIMIT_MS = 30_000;
const TRANSACTION_LIMIT_MS = 60_000;
const CONNECTIONS_MAX = 10;
/** For one statement of a migration, and for waiting until another server has done it. */
const MIGRATION_LIMIT_MS = 600_000;

/**
 * Opens a database of a PostgreSQL, migrating it as needed, together with any number of servers.
 *
 * @throws {AppError} UNREACHABLE when there is none to talk to; INVALID when it cannot be used, with
 *   what to change, or when a migration fails; CONFLICT when a newer program has migrated it.
 */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Database> {
  const { clock, log, onProgress = () => undefined } = options;
  const address = postgresAddress(options.url);
  const limitMs = options.statementLimitMs ?? STATEMENT_LIMIT_MS;
  onProgress(`connecting to PostgreSQL at ${address.name}`);
  const pool = await PostgresPool.open({
    address,
    clock,
    log,
    statementLimitMs: limitMs,
    connectionsMax: options.connectionsMax ?? CONNECTIONS_MAX,
  });
  try {
    await migrateTogether(address, options, onProgress);
    const channel = await PostgresChannel.open({ address, clock, log });
    return await assemble(options, pool, channel, new PostgresConnection({ pool, limitMs }));
  } catch (error) {
    await pool.close();
    throw openFailure(address.name, error);
  }
}

/** Servers that start at the same moment wait for one another here. */
async function migrateTogether(
  { config }: PostgresAddress,
  { migrationsDirectory }: PostgresDatabaseOptions,
  onProgress: (step: string) => void,
): Promise<void> {
  const client = new Client({ ...config, statement_timeout: MIGRATION_LIMIT_MS });
  client.on('error', () => undefined);
  await client.connect();
  const session = postgresSession({
    client,
    limitMs: MIGRATION_LIMIT_MS,
    onLost: () => undefined,
    release: () => undefined,
  });
  try {
    await migrate(session, migrationsDirectory ?? MIGRATIONS_DIRECTORY, (name) =>
      onProgress(`applying migration ${name}`),
    );
  } finally {
    session.end();
    await client.end();
  }
}

async function assemble(
  { clock, log, transactionLimitMs = TRANSACTION_LIMIT_MS }: PostgresDatabaseOptions,
  pool: PostgresPool,
  channel: PostgresChannel,
  connection: PostgresConnection,
): Promise<Database> {
  const prisma = new PrismaClient({ adapter: prismaAdapter(connection, prismaOverPostgres) });
  async function query<Row>(text: string, values: readonly SqlValue[] = []) {
    const result = await connection.run((session) => session.query(text, values));
    return { rows: toObjects<Row>(result), affected: result.affected };
  }
  const size = new SizeGauge({ sql: { query }, clock, log });
  await size.start();
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    size.stop();
    await prisma.$disconnect();
    await channel.close();
    await pool.close();
  }

  return {
    kind: 'postgres',
    prisma,
    channel,
    query,
    transaction: (work) => runTransaction({ connection, clock, limitMs: transactionLimitMs }, work),
    health: () => ({
      state: pool.state,
      version: pool.version,
      sizeBytes: size.sizeBytes,
      freeBytes: null,
      full: false,
      waiting: pool.waiting,
      restarts: pool.losses,
    }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

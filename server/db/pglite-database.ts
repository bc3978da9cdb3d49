import type { Clock } from '@/common/clock';
import type { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { NOBODY_ELSE } from './channel';
import { copyFiles } from './copy-files';
import { createDatabase } from './create-database';
import {
  inspectDataDirectory,
  removeStalePidFile,
  resolveDataDirectory,
  wasLeftOpen,
} from './data-directory';
import type { Database, SqlValue } from './database';
import { deferred } from './deferred';
import { lockDirectory } from './directory-lock';
import { FreeSpace } from './free-space';
import { PrismaClient } from './generated/client';
import { Maintenance } from './maintenance';
import { MIGRATIONS_DIRECTORY, migrate } from './migrate';
import { adoptOlderMajor } from './older-major/adopt-older-major';
import { PgliteConnection } from './pglite-connection';
import { PgliteEngine } from './pglite-engine';
import { prismaAdapter } from './prisma-adapter';
import { prismaOverPglite } from './prisma-pglite';
import { SpaceReserve } from './space-reserve';
import { runTransaction } from './transaction';
import { finishSwap } from './transfer/directory-swap';
import { toObjects } from './values';

export interface PgliteDatabaseOptions {
  /** Made when it is missing. PostgreSQL's alone: other things go beside it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the caller waits for, such as `applying migration 0001_init`. */
  readonly onProgress?: (step: string) => void;
  /** The database failed again and again and is closed for good: the process should end. */
  readonly onFatal?: (error: AppError) => void;
  /** A statement that takes longer is ended. Default 30 s. */
  readonly statementLimitMs?: number;
  /** A transaction that takes longer is rolled back. Default 60 s. */
  readonly transactionLimitMs?: number;
  /** Free space under which `health().full` says so. Default 256 MiB. */
  readonly freeBytesFloor?: number;
  /** Given up when the disk is full to the last byte, so that the database lives on. Default none. */
  readonly reserveBytes?: number;
  readonly readFreeBytes?: (directory: string) => Promise<number>;
  readonly migrationsDirectory?: string;
}

/**
 * Opens the embedded database, making and migrating it as needed, for this process alone.
 *
 * @throws {AppError} CONFLICT when another process has it, when it was made by another PostgreSQL or
 *   a newer program; UNREACHABLE when PostgreSQL does not start; INVALID when a migration fails.
 */
export async function openPgliteDatabase(options: PgliteDatabaseOptions): Promise<Database> {
  const directory = resolveDataDirectory(options.directory);
  const lock = await lockDirectory(directory);
  try {
    return await openLocked({ ...options, directory }, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(
  options: PgliteDatabaseOptions,
  release: () => Promise<void>,
): Promise<Database> {
  const { directory, clock, log, onProgress = () => undefined } = options;
  finishSwap(directory);
  const migrationsDirectory = options.migrationsDirectory ?? MIGRATIONS_DIRECTORY;
  await adoptOlderMajor({ directory, migrationsDirectory, clock, onProgress });
  if (inspectDataDirectory(directory) === 'missing') {
    onProgress('creating the database (first start)');
    await createDatabase(directory);
  }
  onProgress(wasLeftOpen(directory) ? 'recovering' : 'opening');
  const reserve = new SpaceReserve({
    path: `${directory}.reserve`,
    sizeBytes: options.reserveBytes ?? 0,
    log,
  });
  const engine = await PgliteEngine.open({
    directory,
    clock,
    log,
    prepare: () => removeStalePidFile(directory),
    makeSpace: () => reserve.release(),
    onFatal: options.onFatal ?? (() => undefined),
  });
  const connection = new PgliteConnection(engine, options.statementLimitMs ?? STATEMENT_LIMIT_MS);
  try {
    await connection.run((session) =>
      migrate(session, migrationsDirectory, (name) => onProgress(`applying migration ${name}`)),
    );
  } catch (error) {
    await engine.close();
    throw error;
  }
  return await assemble(options, { engine, connection, reserve, release });
}

interface Parts {
  readonly engine: PgliteEngine;
  readonly connection: PgliteConnection;
  readonly reserve: SpaceReserve;
  readonly release: () => Promise<void>;
}

async function assemble(
  options: PgliteDatabaseOptions,
  { engine, connection, reserve, release }: Parts,
): Promise<Database> {
  const { directory, clock, log, readFreeBytes } = options;
  const prisma = new PrismaClient({ adapter: prismaAdapter(connection, prismaOverPglite) });
  const maintenance = new Maintenance({
    ask: async (text, limitMs) =>
      toObjects(await connection.run((session) => session.query(text, [], limitMs))),
    waiting: () => connection.waiting,
    hasSpace: () => (space.bytes ?? CHORE_BYTES_MIN) >= CHORE_BYTES_MIN,
    clock,
    log,
  });
  const floorBytes = options.freeBytesFloor ?? FREE_BYTES_FLOOR;
  const seam = readFreeBytes === undefined ? {} : { readFreeBytes };
  const space = new FreeSpace({
    ...{ directory, floorBytes, clock, log, ...seam },
    onSpace: () => void reserve.keep(),
    // So that people can still sign in, which writes a little, and free the disk.
    onNothing: () => void reserve.release(),
  });
  await Promise.all([space.start(), maintenance.start()]);
  const limitMs = options.transactionLimitMs ?? TRANSACTION_LIMIT_MS;
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    maintenance.stop();
    space.stop();
    await prisma.$disconnect();
    await endEngine(engine, connection, clock);
    await release();
  }

  return {
    kind: 'pglite',
    prisma,
    channel: NOBODY_ELSE,
    async query<Row>(text: string, values: readonly SqlValue[] = []) {
      const result = await connection.run((session) => session.query(text, values));
      return { rows: toObjects<Row>(result), affected: result.affected };
    },
    transaction: (work) => runTransaction({ connection, clock, limitMs }, work),
    health: () => ({
      state: engine.state,
      version: engine.version,
      sizeBytes: maintenance.sizeBytes,
      freeBytes: space.bytes,
      full: space.full,
      waiting: connection.waiting,
      restarts: engine.restarts,
    }),
    copyFiles: (target) => copyFiles({ directory, connection, clock }, target),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** After what is under way; a transaction that does not come to its end is not waited for. */
async function endEngine(engine: PgliteEngine, connection: PgliteConnection, clock: Clock) {
  const turn = connection.begin();
  const patience = deferred<void>();
  const stop = clock.after(CLOSE_PATIENCE_MS, patience.resolve);
  await Promise.race([turn, patience.promise]);
  stop();
  await engine.close();
  void turn.then((session) => session.end());
}

const CLOSE_PATIENCE_MS = 10_000;
const STATEMENT_LIMIT_MS = 30_000;
const TRANSACTION_LIMIT_MS = 60_000;
const FREE_BYTES_FLOOR = 256 * 1024 * 1024;
/** More than a segment of the WAL, since a checkpoint may have to begin one. */
const CHORE_BYTES_MIN = 24 * 1024 * 1024;

import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import type { AuditLink } from '../../audit/audit-chain';
import type { AuditAuthor } from '../../audit/audit-change';
import { syncTree } from '../create-data-directory';
import { syncDirectory } from '../durable-node-fs';
import type { BackupHeader, Piece } from './backup-format';
import { type Filled, type FillOptions, fillDatabase } from './fill-database';
import { openFreshDatabase } from './fresh-database';
import { type ReadDatabaseOptions, readDatabase } from './read-database';
import { recordTransfer, replaceHead } from './transfer-record';
import { rowsOf, type TransferSession } from './transfer-session';

export interface MoveOptions extends FillOptions, ReadDatabaseOptions {}

/**
 * Copies a whole database into an empty one and compares every table. The source stays as it is.
 *
 * @throws {AppError} CONFLICT when the target has rows; INVALID when a table differs.
 */
export async function moveDatabase(
  source: TransferSession,
  target: TransferSession,
  options: MoveOptions,
): Promise<Filled> {
  const pieces = readDatabase(source, options);
  const first = await pieces.next();
  if (first.done || first.value.kind !== 'opsbro-backup') {
    throw new Error('a stream began without its header');
  }
  return await fillDatabase(target, first.value satisfies BackupHeader, rest(pieces), options);
}

/** `for await` would close the generator that it did not begin. */
async function* rest(pieces: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  yield* pieces;
}

export interface RecordedMoveOptions extends MoveOptions {
  /** Who moves it, for the audit log of what was moved. */
  readonly by: AuditAuthor;
  readonly clock: Clock;
  /** The server's part of the data directory. */
  readonly folder: string;
}

/** The same into a PostgreSQL, and written down there. */
export async function moveToPostgres(
  source: TransferSession,
  target: TransferSession,
  options: RecordedMoveOptions,
): Promise<Filled> {
  const filled = await moveDatabase(source, target, options);
  const link = await record(source, target, options);
  replaceHead(options.folder, link, options.clock.wallMs());
  return filled;
}

function record(
  source: TransferSession,
  target: TransferSession,
  { by, clock }: RecordedMoveOptions,
): Promise<AuditLink> {
  const after = { from: source.name, to: target.kind };
  return recordTransfer(target, { by, action: 'server.move', after, atMs: clock.wallMs() });
}

/**
 * The same into a directory that holds no database yet; it appears there complete, or not at all.
 *
 * @param directory resolved; the caller holds its lock
 */
export async function moveToDirectory(
  source: TransferSession,
  directory: string,
  options: RecordedMoveOptions & { readonly template?: string },
): Promise<Filled> {
  assertNoDatabase(directory);
  const draft = `${directory}.moving`;
  const target = await openFreshDatabase(draft, options.template);
  let filled: Filled;
  let link: AuditLink;
  try {
    filled = await moveDatabase(source, target, options);
    link = await record(source, target, options);
  } finally {
    await target.close();
  }
  syncTree(draft);
  rmSync(directory, { recursive: true, force: true });
  renameSync(draft, directory);
  syncDirectory(dirname(directory));
  replaceHead(options.folder, link, options.clock.wallMs());
  return filled;
}

/** @throws {AppError} CONFLICT when `directory` is there and not empty. */
function assertNoDatabase(directory: string): void {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  throw new AppError(
    'CONFLICT',
    `${directory} holds a database already; move it aside, or name another data directory with --data.`,
  );
}

/** @throws {AppError} CONFLICT while servers work on the PostgreSQL that is to be moved. */
export async function assertNoServers(session: TransferSession): Promise<void> {
  const [row] = await rowsOf(session, SERVERS);
  if (row?.[0] === '0') return;
  throw new AppError(
    'CONFLICT',
    `Servers of OpsBro work on ${session.name} (${row?.[0]} connections); stop them first, for what they write meanwhile would not be moved.`,
  );
}

/** A server whose pool is empty still has the channel by which it hears of others, `opsbro server …`. */
const SERVERS = `SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (application_name = 'opsbro' OR starts_with(application_name, 'opsbro '))`;

import { basename, dirname } from 'node:path';
import type { Clock } from '@/common/clock';
import type { AuditLink } from '../../audit/audit-chain';
import type { AuditAuthor } from '../../audit/audit-change';
import { syncTree } from '../create-data-directory';
import { readMigrations } from '../migrate';
import { type BackupHeader, madeAtText } from './backup-format';
import { type BackupContent, checkBackup } from './check-backup';
import { keptName, swapFolders } from './directory-swap';
import { type Filled, type FillOptions, fillDatabase } from './fill-database';
import { openFreshDatabase } from './fresh-database';
import { draftKeys } from './key-files';
import { levelOf } from './migration-level';
import { readBackup } from './read-backup';
import { recordTransfer, replaceHead, swapOfHead } from './transfer-record';
import type { TransferSession } from './transfer-session';

export interface RestoreOptions extends FillOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Who restores, for the audit log of what is restored. */
  readonly by: AuditAuthor;
}

export interface RestoreDirectoryOptions extends RestoreOptions {
  /** Of the database, resolved; the caller holds its lock. */
  readonly directory: string;
  /** An empty database to begin with, where the program has none beside it. */
  readonly template?: string;
}

export interface Restored extends Filled {
  readonly header: BackupHeader;
  /** The folders that were there before, by what they are called now. */
  readonly kept: readonly string[];
  readonly keys: readonly string[];
}

/**
 * Makes a database of a backup and puts it into place. The backup is read to its end first; the new
 * database is complete, compared and on the disk before the old one is moved aside, and kept.
 *
 * @throws {AppError} INVALID for a damaged backup, CONFLICT for one of a newer program.
 */
export async function restoreDirectory(options: RestoreDirectoryOptions): Promise<Restored> {
  const { directory, file, clock } = options;
  const content = await check(options);
  const draft = `${directory}.restoring`;
  const session = await openFreshDatabase(draft, options.template);
  let filled: FilledAndTold;
  try {
    filled = await fill(session, content, options);
  } finally {
    await session.close();
  }
  syncTree(draft);
  const place = basename(directory);
  const keys = await draftKeys(file, dirname(directory), content);
  const wallMs = clock.wallMs();
  const swaps = [
    { fresh: basename(draft), place, kept: keptName(directory, 'before-restore', wallMs) },
    ...keys.swap(wallMs),
  ];
  swapFolders(directory, [...swaps, swapOfHead(dirname(directory), filled.log, wallMs)]);
  return {
    ...filled,
    header: content.header,
    keys: content.files,
    kept: swaps.map(({ kept }) => kept),
  };
}

/**
 * The same into an empty database of a PostgreSQL; keys stay in the file.
 * @param folder the server's part of the data directory
 */
export async function restorePostgres(
  session: TransferSession,
  folder: string,
  options: RestoreOptions,
): Promise<Restored> {
  const content = await check(options);
  const filled = await fill(session, content, options);
  replaceHead(folder, filled.log, options.clock.wallMs());
  return { ...filled, header: content.header, keys: [], kept: [] };
}

async function check({
  file,
  migrationsDirectory,
  onStep,
}: RestoreOptions): Promise<BackupContent> {
  const content = await checkBackup(file, (table, rows) =>
    onStep(`checking the backup: ${table}, ${rows} rows so far`),
  );
  levelOf(content.header, readMigrations(migrationsDirectory));
  return content;
}

async function fill(
  session: TransferSession,
  { header }: BackupContent,
  options: RestoreOptions,
): Promise<FilledAndTold> {
  const filled = await fillDatabase(session, header, readBackup(options.file), options);
  const atMs = options.clock.wallMs();
  for (const text of FORGET) await session.query(text, []);
  await session.query(TELL, [
    new Date(atMs).toISOString(),
    `the database was restored from the backup of ${madeAtText(header)}`,
  ]);
  const revoked = await session.query(REVOKE_TOKENS, []);
  const after = {
    backup: basename(options.file),
    madeAt: madeAtText(header),
    rows: filled.rows,
    apiTokensRevoked: revoked.rows.length,
  };
  const log = await recordTransfer(session, {
    ...{ by: options.by, atMs, after },
    action: 'server.restore',
  });
  return { ...filled, log };
}

interface FilledAndTold extends Filled {
  /** Where the audit log ends now. */
  readonly log: AuditLink;
}

/**
 * What lets somebody in by itself must not be good again, if it was revoked or used up since the
 * backup was made: which of it was, a backup cannot know. Users and nodes stay as they were then,
 * since otherwise nobody and nothing would come back; whoever restores is told to look at them.
 */
const FORGET = [
  `DELETE FROM "Session"`,
  `DELETE FROM "Verification"`,
  `UPDATE "EnrolmentToken" SET "revokedAt" = now() WHERE "revokedAt" IS NULL`,
];

const REVOKE_TOKENS = `UPDATE "ApiToken" SET "revokedAt" = now()
  WHERE "revokedAt" IS NULL RETURNING id`;

const TELL = `INSERT INTO "TimelineEntry" (at, kind, actor, text)
  VALUES ($1::timestamptz, 'server-restored', 'server', $2)`;

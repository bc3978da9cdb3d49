import { readdirSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '@/common/errors';
import type { Database } from '../db/database';
import type { TransferJob } from '../db/transfer/transfer-job';
import { runTransferProcess, type TransferDone } from '../db/transfer/transfer-process';

export interface TakeBackupDeps {
  readonly database: Database;
  readonly databaseUrl: string | undefined;
  /** The server's part of the data directory. */
  readonly directory: string;
  readonly version: string;
}

export interface TakeBackupOptions {
  readonly file: string;
  readonly withKeys: boolean;
  /** Somebody waits for it. */
  readonly isUrgent: boolean;
  readonly madeAtMs: number;
  readonly onStep: (step: string) => void;
  readonly signal: AbortSignal;
}

export interface TakenBackup extends TransferDone {
  /** How long nobody else could use the database. */
  readonly pauseMs: number;
}

/** Left free besides what a backup needs. */
const FREE_BYTES_FLOOR = 512 * 1024 * 1024;
const COPY = 'pg.copy-';

/**
 * Writes a backup of the database that the server works on. PostgreSQL is read beside everybody else,
 * as of one moment; the embedded database has one connection only, so its files are copied, which
 * takes a moment, and the copy is read.
 *
 * @throws {AppError} BUSY when there is not enough space.
 */
export async function takeBackup(
  deps: TakeBackupDeps,
  { file, withKeys, isUrgent, madeAtMs, onStep, signal }: TakeBackupOptions,
): Promise<TakenBackup> {
  const { database, databaseUrl, directory, version } = deps;
  await assertSpace(deps, dirname(file));
  const write = (source: Extract<TransferJob, { kind: 'dump' }>['source']) => {
    const keysDirectory = withKeys ? join(directory, 'keys') : null;
    return runTransferProcess(
      { kind: 'dump', source, file, keysDirectory, isUrgent, program: version, madeAtMs },
      { onStep, signal },
    );
  };
  if (databaseUrl !== undefined) return { ...(await write({ url: databaseUrl })), pauseMs: 0 };
  if (database.copyFiles === undefined) throw new Error('an embedded database cannot copy itself');
  const copy = join(directory, `${COPY}${process.pid}`);
  rmSync(copy, { recursive: true, force: true });
  try {
    onStep('copying the files');
    const { pauseMs } = await database.copyFiles(copy);
    onStep('writing the backup');
    return { ...(await write({ directory: copy })), pauseMs };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What a server that was killed in the middle left. */
export function removeStaleCopies(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(COPY)) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

/** A copy of the files and a backup of at most their size, which may lie on one disk. */
async function assertSpace({ database, directory }: TakeBackupDeps, target: string): Promise<void> {
  const { sizeBytes } = database.health();
  const needed = (sizeBytes ?? 0) + FREE_BYTES_FLOOR;
  for (const [folder, bytes] of [
    [target, needed],
    [directory, database.kind === 'pglite' ? needed * 2 : 0],
  ] as const) {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= bytes) continue;
    const [want, have] = [bytes, bavail * bsize].map((size) => Math.ceil(size / 1024 / 1024));
    throw new AppError(
      'BUSY',
      `A backup may need ${want} MiB in ${basename(folder) === '' ? '/' : folder}, and ${have} MiB are free; free some, or name another disk with OPSBRO_BACKUP_DIRECTORY.`,
    );
  }
}

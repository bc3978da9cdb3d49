import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '@/common/errors';

/** The major version of the PostgreSQL in PGlite; a directory made by another does not open. */
export const POSTGRESQL_MAJOR = '18';

/** One spelling for one directory, whatever links lead to it. Makes the directories above it. */
export function resolveDataDirectory(directory: string): string {
  const path = resolve(directory);
  if (existsSync(path)) return realpathSync(path);
  mkdirSync(dirname(path), { recursive: true });
  return join(realpathSync(dirname(path)), basename(path));
}

/** Which PostgreSQL made a database; `undefined` where there is none. */
export function dataDirectoryMajor(directory: string): string | undefined {
  const path = join(directory, 'PG_VERSION');
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/**
 * Looks, and touches nothing.
 *
 * @returns `missing` when a database is yet to be made there.
 * @throws {AppError} CONFLICT when something else is there, or a database of another version.
 */
export function inspectDataDirectory(directory: string): 'missing' | 'present' {
  if (!existsSync(directory)) return 'missing';
  const names = readdirSync(directory);
  if (names.length === 0) return 'missing';
  if (!names.includes('PG_VERSION')) throw new AppError('CONFLICT', foreign(directory));
  const major = dataDirectoryMajor(directory) ?? '';
  if (major !== POSTGRESQL_MAJOR) throw new AppError('CONFLICT', otherMajor(directory, major));
  return 'present';
}

/**
 * Clears away the pid file of a PostgreSQL that is gone. Its pid is always -42, so it says nothing,
 * and one that a power cut left empty keeps PostgreSQL from starting. Only for the lock's holder.
 */
export function removeStalePidFile(directory: string): void {
  rmSync(join(directory, PID_FILE), { force: true });
}

/** PostgreSQL was not closed the last time: it will replay its WAL. */
export function wasLeftOpen(directory: string): boolean {
  return existsSync(join(directory, PID_FILE));
}

const PID_FILE = 'postmaster.pid';

function foreign(directory: string): string {
  return `${directory} is not empty and holds no database; choose another data directory with --data, or empty this one`;
}

function otherMajor(directory: string, major: string): string {
  return `the database in ${directory} was made by PostgreSQL ${major}, this version of OpsBro needs ${POSTGRESQL_MAJOR}; start the version that made it, or choose another data directory with --data (nothing was changed)`;
}

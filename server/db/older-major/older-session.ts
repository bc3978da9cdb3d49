import { AppError, messageOf } from '@/common/errors';
import { pgliteSession } from '../transfer/pglite-session';
import type { TransferSession } from '../transfer/transfer-session';

/**
 * Opens a copy of a database that an older PostgreSQL made, with the PGlite of that time, which is an
 * optional package of its own.
 *
 * @param directory a copy: PGlite of that time writes without fsync
 * @throws {AppError} UNREACHABLE with the command that installs what is missing, or with
 *   PostgreSQL's words
 */
export async function openOlderSession(directory: string, major: string): Promise<TransferSession> {
  const { PGlite } = await load();
  try {
    return pgliteSession(await PGlite.create(directory), directory);
  } catch (cause) {
    throw new AppError(
      'UNREACHABLE',
      `PostgreSQL ${major} does not open the copy of its database in ${directory}: ${messageOf(cause)}.`,
      { cause },
    );
  }
}

/** @throws {AppError} CONFLICT for a major that no package is known for. */
export function assertMajor(major: string): void {
  if (major !== '17') throw new AppError('CONFLICT', unknownMajor(major));
}

async function load() {
  try {
    return await import('pglite-17');
  } catch (cause) {
    throw new AppError(
      'UNREACHABLE',
      'The database was made by PostgreSQL 17, and the package that reads it is not installed. Install it with "npm install --no-save pglite-17@npm:@electric-sql/pglite@0.4.6" in the folder of OpsBro, then start again; nothing was changed.',
      { cause },
    );
  }
}

function unknownMajor(major: string): string {
  return `The database was made by PostgreSQL ${major}, which this version of OpsBro cannot take over; start the version that made it, make a backup there, and restore that.`;
}

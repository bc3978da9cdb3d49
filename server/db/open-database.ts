import type { Database } from './database';
import { openPgliteDatabase, type PgliteDatabaseOptions } from './pglite-database';

export interface OpenDatabaseOptions extends PgliteDatabaseOptions {
  /** A PostgreSQL to use instead of the embedded database; holds a password. */
  readonly url?: string | undefined;
}

/**
 * Opens the database of a server, making and migrating it as needed: the embedded one in `directory`,
 * or that of `url`.
 *
 * @throws {AppError} CONFLICT when another process has the directory, when it was made by another
 *   PostgreSQL or a newer program; UNREACHABLE when PostgreSQL does not start or is not there;
 *   INVALID when it cannot be used, or when a migration fails.
 */
export async function openDatabase({ url, ...options }: OpenDatabaseOptions): Promise<Database> {
  if (url === undefined) return await openPgliteDatabase(options);
  // Loaded only where it is used: most servers have the embedded one.
  const { openPostgresDatabase } = await import('./postgres-database');
  return await openPostgresDatabase({ ...options, url });
}

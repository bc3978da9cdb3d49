import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError, messageOf } from '@/common/errors';
import type { Session } from './connection';
import { inTransaction } from './transaction';
import { toObjects } from './values';

/** From the sources (`server/db`) and from the build (`dist/server`) alike. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(
  new URL('../../prisma/migrations', import.meta.url),
);

/**
 * Brings the database to what `directory` describes, one transaction a migration, so that a failure
 * leaves no half of one. Uses the table, the checksums and the lock of `prisma migrate deploy`, so
 * either may be used on the same database.
 *
 * @throws {AppError} CONFLICT when the database has a migration that failed, that was edited since,
 *   or that this program does not know; INVALID when one fails now.
 * @param through the last one to apply, by name
 */
export async function migrate(
  session: Session,
  directory: string,
  onApply: (name: string) => void,
  through: string = LAST,
): Promise<void> {
  await session.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
  try {
    await session.script(TABLE);
    const migrations = readMigrations(directory);
    const applied = await readApplied(session);
    assertKnown(migrations, applied);
    for (const migration of migrations) {
      if (applied.has(migration.name) || migration.name > through) continue;
      onApply(migration.name);
      await apply(session, migration);
    }
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]);
  }
}

/** Behind every name of a migration. */
const LAST = '\uffff';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly checksum: string;
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** Those that this program knows, in their order. */
export function readMigrations(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => existsSync(join(directory, name, 'migration.sql')))
    .sort()
    .map((name) => {
      const file = readFileSync(join(directory, name, 'migration.sql'));
      const checksum = createHash('sha256').update(file).digest('hex');
      return { name, sql: file.toString('utf8'), checksum };
    });
}

async function readApplied(session: Session): Promise<ReadonlyMap<string, AppliedMigration>> {
  const rows = toObjects<AppliedMigration>(
    await session.query(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
      [],
    ),
  );
  return new Map(rows.map((row) => [row.name, row]));
}

function assertKnown(
  migrations: readonly Migration[],
  applied: ReadonlyMap<string, AppliedMigration>,
): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of applied.values()) {
    const migration = known.get(name);
    if (!finished) throw new AppError('CONFLICT', unfinished(name));
    if (migration === undefined) throw new AppError('CONFLICT', newer(name));
    if (migration.checksum !== checksum) throw new AppError('CONFLICT', edited(name));
  }
}

async function apply(session: Session, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await inTransaction(session, async () => {
      await session.script(sql, MIGRATION_LIMIT_MS);
      await session.query(RECORD, [randomUUID(), checksum, name]);
    });
  } catch (cause) {
    const reason = messageOf(cause);
    throw new AppError('INVALID', `migration ${name} failed and was undone: ${reason}`, { cause });
  }
}

const unfinished = (name: string) =>
  `migration ${name} was begun by another program and never finished; restore the backup from before it, then start again`;

const newer = (name: string) =>
  `the database has migration ${name}, which this version of OpsBro does not know; start the newer version that applied it, or restore a backup from before`;

const edited = (name: string) =>
  `migration ${name} was changed after it was applied to this database; restore its file, and put changes into a new migration`;

const PRISMA_LOCK = 72_707_369;

const MIGRATION_LIMIT_MS = 600_000;

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

const RECORD = `INSERT INTO _prisma_migrations
  (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), now(), 1)`;

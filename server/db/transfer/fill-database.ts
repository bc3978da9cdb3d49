import { AppError } from '@/common/errors';
import { migrate, readMigrations } from '../migrate';
import type { BackupHeader, Piece, TableDigest } from './backup-format';
import { loadDatabase } from './load-database';
import { levelOf } from './migration-level';
import { digestDatabase } from './read-database';
import type { TransferSession } from './transfer-session';

export interface FillOptions {
  readonly migrationsDirectory: string;
  readonly onStep: (step: string) => void;
}

/** What was moved, after it was read back and compared. */
export interface Filled {
  readonly tables: ReadonlyMap<string, TableDigest>;
  readonly rows: number;
}

/**
 * Fills an empty database with a stream: migrates it as far as the source was, loads, reads all of
 * it back and compares, and only then migrates it to what this program needs.
 *
 * @throws {AppError} CONFLICT when it is not empty, or when the stream comes from a newer program;
 *   INVALID when what it holds afterwards is not what the stream said.
 */
export async function fillDatabase(
  session: TransferSession,
  header: BackupHeader,
  pieces: AsyncIterable<Piece>,
  { migrationsDirectory, onStep }: FillOptions,
): Promise<Filled> {
  const level = levelOf(header, readMigrations(migrationsDirectory));
  const onMigration = (name: string) => onStep(`applying migration ${name}`);
  await migrate(session, migrationsDirectory, onMigration, level);
  const told = await loadDatabase(session, pieces, {
    onRows: (table, rows) => onStep(`writing ${table}: ${rows} rows`),
  });
  const found = await digestDatabase(session, (table) => onStep(`comparing ${table}`));
  assertSame(told, found, session.name);
  await migrate(session, migrationsDirectory, onMigration);
  return { tables: told, rows: [...told.values()].reduce((sum, { rows }) => sum + rows, 0) };
}

/** @throws {AppError} INVALID naming the first table that differs. */
function assertSame(
  told: ReadonlyMap<string, TableDigest>,
  found: ReadonlyMap<string, TableDigest>,
  name: string,
): void {
  for (const table of new Set([...told.keys(), ...found.keys()])) {
    const [expected, got] = [told.get(table), found.get(table)];
    if (expected !== undefined && got?.sha256 === expected.sha256) continue;
    // A table that the source did not have yet is empty here.
    if (expected === undefined && got?.rows === 0) continue;
    throw new AppError(
      'INVALID',
      `The table ${table} in ${name} has ${got?.rows ?? 'no'} rows that differ from the ${expected?.rows ?? 0} of the source; nothing was put into use.`,
    );
  }
}

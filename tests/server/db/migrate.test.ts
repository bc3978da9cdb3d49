import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { MIGRATIONS_DIRECTORY } from '@/server/db/migrate';
import { openDatabase } from '@/server/db/open-database';
import { findTestTemplate, quietLog } from '../../support/test-database';

let folder: string;
let migrations: string;
let steps: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsbro-migrate-'));
  migrations = join(folder, 'migrations');
  cpSync(MIGRATIONS_DIRECTORY, migrations, { recursive: true });
  cpSync(await findTestTemplate(), join(folder, 'db'), { recursive: true });
  steps = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(): Promise<Database> {
  return openDatabase({
    directory: join(folder, 'db'),
    migrationsDirectory: migrations,
    clock: systemClock,
    log: quietLog,
    onProgress: (step) => steps.push(step),
  });
}

/** Opens, does something, closes. */
async function within(work: (database: Database) => Promise<unknown>): Promise<void> {
  const database = await open();
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function write(name: string, sql: string): void {
  mkdirSync(join(migrations, name), { recursive: true });
  writeFileSync(join(migrations, name, 'migration.sql'), sql);
}

describe('migrations', { timeout: 60_000 }, () => {
  test('are applied once, in order, with the checksums of Prisma', async () => {
    write('0101_b', 'ALTER TABLE more ADD COLUMN b int; INSERT INTO more VALUES (1, 2);');
    write('0100_a', 'CREATE TABLE more (a int);');
    await within(async (database) => {
      expect((await database.query('SELECT * FROM more')).rows).toEqual([{ a: 1, b: 2 }]);
      const { rows } = await database.query<{ name: string; checksum: string }>(
        `SELECT migration_name AS name, checksum, applied_steps_count AS steps,
           finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY migration_name`,
      );
      const file = readFileSync(join(migrations, '0001_init', 'migration.sql'));
      const checksum = createHash('sha256').update(file).digest('hex');
      expect(rows[0]).toEqual({ name: '0001_init', checksum, steps: 1, finished: true });
      expect(rows.at(-1)).toMatchObject({ name: '0101_b' });
    });
    await within(async () => undefined);
    expect(steps.filter((step) => step.startsWith('applying'))).toEqual([
      'applying migration 0100_a',
      'applying migration 0101_b',
    ]);
  });

  test('that fail leave nothing behind, and work once they are right', async () => {
    write('0100_a', 'CREATE TABLE more (a int); SELECT 1/0;');
    await expect(open()).rejects.toMatchObject({
      code: 'INVALID',
      message: 'migration 0100_a failed and was undone: division by zero',
    });
    write('0100_a', 'CREATE TABLE more (a int);');
    await within((database) => database.query('SELECT * FROM more'));
  });

  test('that were changed, that are unknown, that never ended are refused', async () => {
    write('0100_a', 'CREATE TABLE more (a int);');
    await within(async () => undefined);

    write('0100_a', 'CREATE TABLE more (a bigint);');
    await expect(open()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('migration 0100_a was changed after it was applied'),
    });

    rmSync(join(migrations, '0100_a'), { recursive: true });
    await expect(open()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('0100_a, which this version of OpsBro does not know'),
    });

    write('0100_a', 'CREATE TABLE more (a int);');
    await within((database) =>
      database.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE checksum <> ''`),
    );
    await expect(open()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('was begun by another program and never finished'),
    });
  });
});

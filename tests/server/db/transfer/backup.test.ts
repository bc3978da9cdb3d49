import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MIGRATIONS_DIRECTORY, migrate, readMigrations } from '@/server/db/migrate';
import { checkBackup } from '@/server/db/transfer/check-backup';
import { openFreshDatabase } from '@/server/db/transfer/fresh-database';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { digestDatabase, readDatabase } from '@/server/db/transfer/read-database';
import { restoreDirectory } from '@/server/db/transfer/restore';
import { writeBackup } from '@/server/db/transfer/write-backup';
import { findTestTemplate } from '../../../support/test-database';
import { fillEveryTable } from './rows-in-every-table';
import { moving, openEmbedded, testFolder } from './transfer-rig';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = testFolder();
const file = folder.file('backup.gz');
let digests: Awaited<ReturnType<typeof digestDatabase>>;

beforeAll(async () => {
  const session = await openEmbedded(folder.file('source'));
  await fillEveryTable(session);
  await writeBackup(file, readDatabase(session, moving));
  digests = await digestDatabase(session);
  await session.close();
});

afterAll(() => folder[Symbol.dispose]());

async function restore(from: string, directory: string) {
  const template = await findTestTemplate();
  return await restoreDirectory({ ...moving, file: from, directory, template });
}

describe('a backup', () => {
  test('says what it holds, and only its owner can read it', async () => {
    const { header, tables, rows } = await checkBackup(file);
    expect(header.migrations.map(({ name }) => name)).toContain('0001_init');
    expect(tables).toEqual(digests);
    expect(rows).toBe(7 * digests.size);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('that lost its end is refused', async () => {
    const cut = folder.file('cut.gz');
    for (const share of [0.2, 0.6, 0.99]) {
      writeFileSync(cut, readFileSync(file));
      truncateSync(cut, Math.floor(statSync(file).size * share));
      await expect(checkBackup(cut)).rejects.toThrow(/cannot be used|no backup/);
    }
  });

  test('whose rows or lines were changed is refused, even when it was compressed anew', async () => {
    const text = gunzipSync(readFileSync(file)).toString();
    const lines = text.split('\n');
    const rowAt = lines.findIndex((line) => line.startsWith('["'));
    const changed = folder.file('changed.gz');
    const attempts = [
      text.replace('2026-11-22 12:00:00.123', '2026-11-22 12:00:00.124'),
      lines.toSpliced(rowAt, 1).join('\n'),
      lines.toSpliced(rowAt, 0, lines[rowAt] ?? '').join('\n'),
      text.replace('"next":"4712"', '"next":"4713"'),
      lines.slice(0, -2).join('\n'),
      `${text}${lines[1]}\n`,
    ];
    for (const attempt of attempts) {
      expect(attempt).not.toBe(text);
      writeFileSync(changed, gzipSync(attempt));
      await expect(checkBackup(changed)).rejects.toThrow(/cannot be used/);
    }
  });

  test('of a later format, and a file of another kind, are told apart from a damaged one', async () => {
    const other = folder.file('other.gz');
    writeFileSync(other, gzipSync('{"kind":"opsbro-backup","format":2}\n'));
    await expect(checkBackup(other)).rejects.toThrow(/of format 2.*reads 1/);
    writeFileSync(other, gzipSync('hello\n'));
    await expect(checkBackup(other)).rejects.toThrow(/no backup of OpsBro/);
  });
});

describe('a restore', () => {
  test('gives back every row of every table, and the next number of each', async () => {
    const directory = folder.file('restored');
    const { rows, kept } = await restore(file, directory);
    expect(rows).toBe(7 * digests.size);
    expect(kept).toHaveLength(1);
    const session = await openPgliteSession(directory);
    const found = await digestDatabase(session);
    const { rows: next } = await session.query(`SELECT nextval('"TimelineEntry_id_seq"')`, []);
    await session.close();
    // What a restore changes on purpose: it ends sessions, revokes tokens, and tells of itself.
    for (const name of [
      ...['Session', 'Verification', 'EnrolmentToken', 'ApiToken'],
      ...['TimelineEntry', 'AuditEntry'],
    ]) {
      expect(found.get(name)).not.toEqual(digests.get(name));
      found.delete(name);
    }
    expect([...found]).toEqual([...digests].filter(([name]) => found.has(name)));
    expect(next).toEqual([['4713']]);
  });

  test('of a database that was migrated less far goes through the migrations that follow', async () => {
    const session = await openFreshDatabase(folder.file('old-level'));
    await migrate(session, MIGRATIONS_DIRECTORY, () => undefined, '0001_init');
    await fillEveryTable(session, 2);
    const old = folder.file('old-level.gz');
    await writeBackup(old, readDatabase(session, moving));
    await session.close();
    const directory = folder.file('from-old-level');
    await restoreDirectory({ ...moving, file: old, directory });
    const restored = await openPgliteSession(directory);
    const { rows: applied } = await restored.query(
      'SELECT migration_name FROM _prisma_migrations ORDER BY 1',
      [],
    );
    expect(applied.flat()).toEqual(readMigrations(MIGRATIONS_DIRECTORY).map(({ name }) => name));
    const { rows: users } = await restored.query(`SELECT count(*), min(role) FROM "User"`, []);
    expect(users[0]?.[0]).toBe('2');
    await restored.close();
  });

  test('keeps the database that was there before, and leaves it alone when the backup is damaged', async () => {
    const directory = folder.file('in-use');
    const before = await openEmbedded(directory);
    await before.script(`INSERT INTO "LoginTry" (key) VALUES ('mine')`);
    await before.close();
    const cut = folder.file('cut.gz');
    writeFileSync(cut, readFileSync(file).subarray(0, 5_000));
    await expect(restore(cut, directory)).rejects.toThrow(/Nothing was changed/);
    const { kept } = await restore(file, directory);
    const old = await openPgliteSession(folder.file(kept[0] ?? ''));
    expect((await old.query(`SELECT key FROM "LoginTry"`, [])).rows).toEqual([['mine']]);
    await old.close();
  });
});

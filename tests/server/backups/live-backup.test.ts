import { existsSync, readdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { checkBackup } from '@/server/db/transfer/check-backup';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { openTestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { admin, startTestServer, viewer } from '../../support/test-server';
import { testFolder } from '../db/transfer/transfer-rig';

vi.setConfig({ testTimeout: 300_000 });

test.skipIf(onPostgres)(
  'a copy taken while rows are committed holds all that was committed before it, and is whole',
  async () => {
    using folder = testFolder();
    await using database = await openTestDatabase();
    let committed = 0;
    let isWriting = true;
    const writing = (async () => {
      while (isWriting) {
        await database.query(`INSERT INTO "SampleJournal" (data) VALUES (decode($1, 'hex'))`, [
          'ab'.repeat(4_000),
        ]);
        committed += 1;
      }
    })();
    for (const name of ['one', 'two', 'three']) {
      while (committed < 50) await new Promise((resolve) => setImmediate(resolve));
      const before = committed;
      expect(database.copyFiles).toBeDefined();
      await database.copyFiles?.(folder.file(name));
      const after = committed;
      const copy = await openPgliteSession(folder.file(name));
      const { rows } = await copy.query(
        `SELECT count(*), count(*) FILTER (WHERE length(data) = 4000) FROM "SampleJournal"`,
        [],
      );
      await copy.close();
      const [found, whole] = (rows[0] ?? []).map(Number);
      expect(found).toBeGreaterThanOrEqual(before);
      expect(found).toBeLessThanOrEqual(after + 1);
      expect(whole).toBe(found);
    }
    isWriting = false;
    await writing;
  },
);

test('an admin makes a backup of a server that goes on, and sees that it was restored for a test', async () => {
  await using server = await startTestServer();
  const { backups } = server.as(admin);
  const made = await backups.create();
  expect(made.kind).toBe('manual');
  await expect(backups.create()).rejects.toThrow(/under way/);
  const [row] = await backups.settled();
  expect(row).toMatchObject({ name: made.name, verified: { ok: true, reason: '' } });
  const { directory, running, lastFailure } = await backups.state();
  expect({ running, lastFailure }).toEqual({ running: null, lastFailure: null });
  const content = await checkBackup(`${directory}/${made.name}`);
  expect(content.files).toContain('identity.key');
  expect(content.tables.get('AuditEntry')?.rows).toBeGreaterThanOrEqual(0);
  const { entries } = await server.as(admin).audit.list({ action: 'backup.create' });
  expect(entries).toHaveLength(1);
  await expect(server.as(viewer).backups.list()).rejects.toThrow(/role admin/);
  const beside = readdirSync(`${directory}/..`);
  expect(beside.filter((name) => name.startsWith('pg.'))).toEqual([]);
  expect(existsSync(`${directory}/${made.name}.new`)).toBe(false);
});

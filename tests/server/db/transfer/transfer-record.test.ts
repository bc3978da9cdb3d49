import { readdirSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { auditFields } from '@/server/audit/audit-change';
import { createAuditHead } from '@/server/audit/audit-head';
import { appendAuditRow, createAuditStore } from '@/server/audit/audit-store';
import { verifyChain } from '@/server/audit/verify-chain';
import { sqlOf } from '@/server/db/session-sql';
import { moveToDirectory, moveToPostgres } from '@/server/db/transfer/move';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { openPostgresTransfer } from '@/server/db/transfer/postgres-transfer-session';
import { readDatabase } from '@/server/db/transfer/read-database';
import { restoreDirectory, restorePostgres } from '@/server/db/transfer/restore';
import type { TransferSession } from '@/server/db/transfer/transfer-session';
import { writeBackup } from '@/server/db/transfer/write-backup';
import { findTestTemplate } from '../../../support/test-database';
import { createDatabase, onPostgres } from '../../../support/test-postgres';
import { moving, openEmbedded, testFolder } from './transfer-rig';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Adds a change and writes down that the log reaches to it, as a server does. */
async function change(session: TransferSession, folder: string): Promise<void> {
  const fields = auditFields({ by: 'server', action: 'node.edit', target: 'node:a' });
  createAuditHead(folder).write(await appendAuditRow(sqlOf(session), fields, 1_000));
}

/** What a server would find that starts on this database. */
async function found(session: TransferSession, folder: string) {
  const store = createAuditStore(sqlOf(session));
  const [newest] = (await store.list({ limit: 1 })).entries;
  return { verdict: await verifyChain(store, createAuditHead(folder).read()), newest };
}

const whole = (entries: number) => ({ ok: true, headMatches: true, entries });
const byConsole = { actorId: 'console', actorName: 'root', door: 'console', target: 'server' };

test('a restore is the last entry of the log, which reaches just as far as is written down', async () => {
  using folder = testFolder();
  const template = await findTestTemplate();
  const directory = folder.file('pg');
  const file = folder.file('backup.gz');
  const before = await openEmbedded(directory);
  await change(before, folder.path);
  await writeBackup(file, readDatabase(before, moving));
  await change(before, folder.path);
  await change(before, folder.path);
  await before.close();

  await restoreDirectory({ ...moving, file, directory, template });

  const after = await openPgliteSession(directory);
  const { verdict, newest } = await found(after, folder.path);
  await after.close();
  expect(verdict).toMatchObject(whole(2));
  expect(newest).toMatchObject({
    ...byConsole,
    action: 'server.restore',
    after: { backup: 'backup.gz', madeAt: expect.stringContaining('2026-11-22') },
  });
  const kept = readdirSync(folder.path).filter((name) => name.startsWith('audit.head.'));
  expect(kept).toEqual([expect.stringContaining('before-transfer')]);
});

test('no API token of a backup is good after a restore, and the log says how many there were', async () => {
  using folder = testFolder();
  const directory = folder.file('pg');
  const file = folder.file('backup.gz');
  const before = await openEmbedded(directory);
  await before.query(`INSERT INTO "User" (id, name, email) VALUES ('u1', 'Ada', 'a@x.org')`, []);
  await before.query(
    `INSERT INTO "ApiToken" (id, name, "secretHash", "userId", scopes, "expiresAt", "revokedAt")
     VALUES ('open', 'ci', '\\x01', 'u1', '{*:read}', now() + interval '1 day', NULL),
       ('shut', 'old', '\\x02', 'u1', '{*:read}', now() + interval '1 day', '2026-01-01')`,
    [],
  );
  await writeBackup(file, readDatabase(before, moving));
  await before.close();
  await restoreDirectory({ ...moving, file, directory, template: await findTestTemplate() });
  const after = await openPgliteSession(directory);
  const { rows } = await after.query('SELECT id FROM "ApiToken" WHERE "revokedAt" IS NULL', []);
  const { newest } = await found(after, folder.path);
  await after.close();
  expect(rows).toEqual([]);
  expect(newest?.after).toMatchObject({ apiTokensRevoked: 1 });
});

test('a move is the last entry of the log of what was moved, and of that alone', async () => {
  using there = testFolder();
  using here = testFolder();
  const source = await openEmbedded(there.file('pg'));
  await change(source, there.path);
  const options = { ...moving, folder: here.path, template: await findTestTemplate() };
  await moveToDirectory(source, here.file('pg'), options);
  expect((await found(source, there.path)).verdict).toMatchObject(whole(1));
  await source.close();
  const target = await openPgliteSession(here.file('pg'));
  const { verdict, newest } = await found(target, here.path);
  await target.close();
  expect(verdict).toMatchObject(whole(2));
  expect(newest).toMatchObject({ ...byConsole, action: 'server.move' });
});

describe.skipIf(!onPostgres)('on PostgreSQL (set OPSBRO_TEST_DATABASE_URL)', () => {
  test('a move and a restore are in the log as well', async () => {
    using folder = testFolder();
    const file = folder.file('backup.gz');
    const source = await openEmbedded(folder.file('pg'));
    await change(source, folder.path);
    await writeBackup(file, readDatabase(source, moving));
    for (const action of ['server.move', 'server.restore']) {
      await using postgres = await createDatabase();
      const target = await openPostgresTransfer(postgres.url);
      const options = { ...moving, folder: folder.path };
      if (action === 'server.move') await moveToPostgres(source, target, options);
      else await restorePostgres(target, folder.path, { ...moving, file });
      const { verdict, newest } = await found(target, folder.path);
      expect(verdict).toMatchObject(whole(2));
      expect(newest).toMatchObject({ ...byConsole, action });
      await target.close();
    }
    await source.close();
  });
});

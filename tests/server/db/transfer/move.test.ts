import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { postgresAddress } from '@/server/db/postgres-address';
import { PostgresChannel } from '@/server/db/postgres-channel';
import { assertNoServers, moveDatabase, moveToDirectory } from '@/server/db/transfer/move';
import { openPgliteSession } from '@/server/db/transfer/pglite-session';
import { openPostgresTransfer } from '@/server/db/transfer/postgres-transfer-session';
import { digestDatabase } from '@/server/db/transfer/read-database';
import { FakeClock } from '../../../support/fake-clock';
import { findTestTemplate, quietLog } from '../../../support/test-database';
import { createDatabase, onPostgres } from '../../../support/test-postgres';
import { fillEveryTable } from './rows-in-every-table';
import { moving, openEmbedded, testFolder } from './transfer-rig';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

test('a database moves only into one that is empty, and the source stays as it was', async () => {
  using folder = testFolder();
  const source = await openEmbedded(folder.file('source'));
  await fillEveryTable(source, 2);
  const before = await digestDatabase(source);
  const target = await openEmbedded(folder.file('target'));
  await target.script(`INSERT INTO "LoginTry" (key) VALUES ('mine')`);
  await expect(moveDatabase(source, target, moving)).rejects.toThrow(
    /not empty: its table LoginTry/,
  );
  expect(await digestDatabase(source)).toEqual(before);
  await source.close();
  await target.close();
});

test('a move into a directory that fails leaves nothing there', async () => {
  using folder = testFolder();
  const source = await openEmbedded(folder.file('source'));
  await fillEveryTable(source, 2);
  const options = {
    ...moving,
    folder: folder.path,
    template: await findTestTemplate(),
    migrationsDirectory: folder.path,
  };
  await expect(moveToDirectory(source, folder.file('target'), options)).rejects.toThrow(
    /does not know/,
  );
  expect(existsSync(folder.file('target'))).toBe(false);
  await source.close();
});

describe.skipIf(!onPostgres)('with a PostgreSQL (set OPSBRO_TEST_DATABASE_URL)', () => {
  test('everything moves there and back, with every value of every type', async () => {
    using folder = testFolder();
    await using postgres = await createDatabase();
    const source = await openEmbedded(folder.file('source'));
    await fillEveryTable(source);
    const digests = await digestDatabase(source);
    const there = await openPostgresTransfer(postgres.url);
    expect((await moveDatabase(source, there, moving)).tables).toEqual(digests);
    expect(await digestDatabase(there)).toEqual(digests);
    await source.close();
    const template = await findTestTemplate();
    const options = { ...moving, folder: folder.path, template };
    await moveToDirectory(there, folder.file('back'), options);
    await there.close();
    const back = await openPgliteSession(folder.file('back'));
    const found = await digestDatabase(back);
    await back.close();
    // The move itself is in the audit log.
    expect(found.get('AuditEntry')).not.toEqual(digests.get('AuditEntry'));
    for (const all of [found, digests]) all.delete('AuditEntry');
    expect(found).toEqual(digests);
    expect(readdirSync(folder.path).sort()).toEqual(['audit.head', 'back', 'source']);
  });

  test('a move that fails in the middle leaves the PostgreSQL empty', async () => {
    using folder = testFolder();
    await using postgres = await createDatabase();
    const source = await openEmbedded(folder.file('source'));
    await fillEveryTable(source, 2);
    await source.script(`ALTER TABLE "Verification" ADD COLUMN more text`);
    const target = await openPostgresTransfer(postgres.url);
    await expect(moveDatabase(source, target, moving)).rejects.toThrow(/Verification/);
    for (const { rows } of (await digestDatabase(target)).values()) expect(rows).toBe(0);
    await source.close();
    await target.close();
  });

  test('is refused while a server works on it', async () => {
    await using postgres = await createDatabase();
    const session = await openPostgresTransfer(postgres.url);
    await assertNoServers(session);
    const server = await openPostgresTransfer(postgres.url);
    await expect(assertNoServers(session)).rejects.toThrow(/stop them first/);
    await server.close();
    await session.close();
  });

  test('is refused while a server has nothing open but the channel to the others', async () => {
    await using postgres = await createDatabase();
    const session = await openPostgresTransfer(postgres.url);
    const deps = { clock: new FakeClock(), log: quietLog };
    const channel = await PostgresChannel.open({ ...deps, address: postgresAddress(postgres.url) });
    await expect(assertNoServers(session)).rejects.toThrow(/stop them first/);
    await channel.close();
    await session.close();
  });
});

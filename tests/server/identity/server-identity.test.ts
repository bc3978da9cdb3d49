import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readServerFile } from '@/agent/uplink/server-file';
import { fingerprintOf } from '@/common/node/ed25519';
import { systemClock } from '@/common/node/system-clock';
import type { Database } from '@/server/db/database';
import { openDatabase } from '@/server/db/open-database';
import { openServerIdentity, type ServerIdentity } from '@/server/identity/server-identity';
import { createServerKeyFile } from '@/server/identity/server-key-file';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { until } from '../../scripts/launched';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { createTestPostgres, onPostgres } from '../../support/test-postgres';
import { actorFor, admin, startTestServer, type TestServer } from '../../support/test-server';
import { Machine } from '../enrolment/machine';

const audit = {
  record: async () => undefined,
  recordAlone: async () => undefined,
} as unknown as Parameters<typeof openServerIdentity>[0]['audit'];
const by = actorFor(admin, systemClock);

let database: TestDatabase;
let directory: string;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  directory = mkdtempSync(join(tmpdir(), 'opsbro-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(where = directory, on: Database = database): Promise<ServerIdentity> {
  return openServerIdentity({
    database: on,
    audit,
    entries: createTimelineStore(database),
    clock: systemClock,
    log: quietLog,
    directory: where,
  });
}

test('a server has the same key at each start, and the database knows it', async () => {
  const { fingerprint } = await open();
  const again = await open();
  expect(again.fingerprint).toBe(fingerprint);
  expect((await again.keys()).map(({ id }) => id)).toEqual([fingerprint]);
});

test('a server with another key than its database knows says which folder to copy', async () => {
  await open();
  const other = mkdtempSync(join(tmpdir(), 'opsbro-keys-'));
  await expect(open(other)).rejects.toThrow('Copy the folder "server/keys"');
  rmSync(other, { recursive: true });
});

test('a change that was cut short before the database knew the key is forgotten', async () => {
  const { fingerprint } = await open();
  createServerKeyFile(directory).makeNext();
  expect((await open()).fingerprint).toBe(fingerprint);
  expect(existsSync(join(directory, 'keys/identity.next.key'))).toBe(false);
});

test('a change that was cut short after the database knew the key is finished', async () => {
  const first = await open();
  const before = first.fingerprint;
  await first.rotate(by);
  const after = first.fingerprint;
  const file = (name: string) => join(directory, `keys/identity.${name}`);
  renameSync(file('key'), file('next.key'));
  renameSync(file('previous.key'), file('key'));
  expect((await open()).fingerprint).toBe(after);
  expect(after).not.toBe(before);
});

test('a database from before the last change takes the new key from the old one', async () => {
  const identity = await open();
  const { rows } = await database.query<{ id: string }>(`SELECT id FROM "ServerKey"`);
  await identity.rotate(by);
  await database.query(`DELETE FROM "ServerKey" WHERE id <> $1`, [rows[0]?.id ?? '']);
  const restored = await open();
  expect(restored.fingerprint).toBe(identity.fingerprint);
  expect(await restored.keys()).toHaveLength(2);
});

test('two changes at once are made one after the other, and each key is kept or known', async () => {
  const identity = await open();
  const first = identity.fingerprint;
  await Promise.all([identity.rotate(by), identity.rotate(by)]);
  const keys = await identity.keys();
  const files = createServerKeyFile(directory);
  const [current, previous] = [files.current(), files.previous()].map(
    (signer) => signer && fingerprintOf(signer.publicKey),
  );
  expect(keys.map(({ id, endorsedBy }) => [id, endorsedBy])).toEqual([
    [first, ''],
    [previous, first],
    [current, previous],
  ]);
  expect(identity.fingerprint).toBe(current);
  expect(files.next()).toBeUndefined();
});

test('a change whose commit was never heard of is finished by the next', async () => {
  let isLost = false;
  const identity = await open(directory, {
    ...database,
    async transaction(work) {
      const done = await database.transaction(work);
      if (isLost) throw new Error('the answer was lost');
      return done;
    },
  });
  isLost = true;
  await expect(identity.rotate(by)).rejects.toThrow('the answer was lost');
  isLost = false;
  await identity.rotate(by);
  const keys = (await identity.keys()).map(({ id }) => id);
  expect(keys).toHaveLength(2);
  expect(keys).toContain(identity.fingerprint);
});

test('the key that signs cannot be retired, another can, once', async () => {
  const identity = await open();
  const old = identity.fingerprint;
  await expect(identity.retire(old, by)).rejects.toThrow('make a new one first');
  await identity.rotate(by);
  await identity.retire(old, by);
  await expect(identity.retire(old, by)).rejects.toThrow('There is no key');
  expect(existsSync(join(directory, 'keys/identity.previous.key'))).toBe(false);
});

test.skipIf(!onPostgres)(
  'a key that another running server signs with is not retired',
  async () => {
    const place = await createTestPostgres();
    const at = () =>
      openDatabase({ directory: '', url: place.url, clock: systemClock, log: quietLog });
    const [one, two] = [await at(), await at()];
    const copy = mkdtempSync(join(tmpdir(), 'opsbro-keys-'));
    try {
      const identity = await open(directory, one);
      const old = identity.fingerprint;
      cpSync(directory, copy, { recursive: true });
      await open(copy, two);
      await identity.rotate(by);
      const isSeen = () => one.channel.others.some(({ keyId }) => keyId === old);
      await until('the other server is seen with its key', isSeen, 20_000);
      await expect(identity.retire(old, by)).rejects.toThrow('signs with this key');
      await two.close();
      await until('it is gone', () => !isSeen(), 20_000);
      await identity.retire(old, by);
    } finally {
      await one.close();
      await two.close();
      await place.drop();
      rmSync(copy, { recursive: true });
    }
  },
  90_000,
);

test('agents follow a change of the key, those that were away too, and drop what was retired', async () => {
  await using server: TestServer = await startTestServer();
  const machines = [new Machine({ hostname: 'here' }), new Machine({ hostname: 'away' })];
  for (const machine of machines) {
    await machine.join((await server.as(admin).enrolment.create({})).joinString);
    await machine.startConnected(server.url);
  }
  const [here, away] = machines as [Machine, Machine];
  const pins = ({ directory: where }: Machine) => readServerFile(where)?.keys;
  const first = server.fingerprint;
  expect(pins(here)).toEqual([first]);
  await away.stop();

  const { enrolment } = server.as(admin);
  await enrolment.rotateServerKey();
  const { fingerprint: second } = await enrolment.keys();
  expect(second).not.toBe(first);
  expect(await server.as(admin).timeline.list({ limit: 10 })).toContainEqual(
    expect.objectContaining({ kind: 'server-key-rotated', actor: 'Ada', nodeId: null }),
  );
  await expect.poll(() => pins(here), { timeout: 20_000 }).toEqual([first, second]);
  await here.until('connected');
  expect((await enrolment.keys()).agentsOnOldKey).toBe(1);

  await enrolment.rotateServerKey();
  const { fingerprint: third } = await enrolment.keys();
  await enrolment.retireServerKey({ keyId: first });
  await enrolment.retireServerKey({ keyId: second });
  await away.startConnected(server.url);
  expect(pins(away)).toEqual([third]);
  expect((await enrolment.keys()).keys.map(({ state }) => state)).toEqual([
    'retired',
    'retired',
    'current',
  ]);
  for (const machine of machines) await machine[Symbol.asyncDispose]();
}, 90_000);

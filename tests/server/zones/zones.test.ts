import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ZoneRow } from '@/common/domain/zone';
import { zoneKeyName } from '@/common/node/zone-key-id';
import { openZoneSecret } from '@/server/zones/zone-secret';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { ZoneAgent, type ZoneAgentOptions } from './zone-agent';

let server: TestServer;
let agents: ZoneAgent[];

beforeEach(async () => {
  server = await startTestServer();
  agents = [];
});

afterEach(async () => {
  for (const agent of agents) await agent[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function startAgent(hostname: string, options: ZoneAgentOptions = {}): Promise<ZoneAgent> {
  const agent = await ZoneAgent.start(server, hostname, options);
  agents.push(agent);
  return agent;
}

const zones = () => server.as(admin).zones;

async function zone(name: string): Promise<ZoneRow> {
  const found = (await zones().list()).find((row) => row.name === name);
  if (found === undefined) throw new Error(`there is no zone ${name}`);
  return found;
}

/** Nodes that have said which keys they hold. */
async function confirmations(): Promise<number> {
  return server.database.prisma.node.count({ where: { zoneKeysAt: { not: null } } });
}

/** The internet, two sites in it, and a cabinet in one of them, all with gossip. */
async function stack(): Promise<void> {
  await zones().create({ name: 'internet', note: 'the public side', parent: null });
  await zones().create({ name: 'lyon', note: '', parent: 'internet' });
  await zones().create({ name: 'paris', note: '', parent: 'internet' });
  await zones().create({ name: 'cabinet', note: '', parent: 'lyon' });
  for (const name of ['internet', 'lyon', 'paris', 'cabinet']) {
    await zones().switchGossip({ name, isOn: true });
  }
}

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  await expect.poll(isSo, { timeout: 15_000 }).toBe(true);
}

describe('an agent gets over its session', () => {
  test('the keys of its own zone, of those directly below when it may relay, and never of another', async () => {
    await stack();
    const member = await startAgent('member', { zone: 'lyon' });
    const relay = await startAgent('relay', { zone: 'lyon', mayRelay: true });
    const top = await startAgent('top', { zone: 'internet', mayRelay: true });
    await until(() => [member, relay, top].every(({ orders }) => orders !== undefined));
    expect(Object.keys(member.rings)).toEqual(['lyon']);
    expect(Object.keys(relay.rings)).toEqual(['lyon', 'cabinet']);
    expect(Object.keys(top.rings)).toEqual(['internet', 'lyon', 'paris']);
    expect(member.orders?.zone).toBe('lyon');
    expect(member.orders?.zones.map(({ name }) => name)).toEqual(['internet', 'lyon', 'cabinet']);
    expect(member.rings.lyon).toEqual(top.rings.lyon);
  });

  test('no key where nobody switched gossip on, and none any more when it is switched off', async () => {
    const agent = await startAgent('lone');
    await until(() => agent.orders !== undefined);
    expect(agent.orders).toEqual({
      zone: 'default',
      zones: [{ name: 'default', parent: null }],
      rings: [],
      peers: [],
    });
    await zones().switchGossip({ name: 'default', isOn: true });
    await until(() => agent.rings.default?.length === 1);
    await zones().switchGossip({ name: 'default', isOn: false });
    await until(() => agent.rings.default === undefined);
  });

  test('the keys of another zone when it is moved there, and loses the former ones', async () => {
    await stack();
    const agent = await startAgent('mover', { zone: 'paris' });
    await until(() => agent.rings.paris !== undefined);
    await zones().moveNode({ nodeId: agent.machine.nodeId, zone: 'cabinet' });
    await until(() => agent.rings.cabinet !== undefined);
    expect(Object.keys(agent.rings)).toEqual(['cabinet']);
    const { nodeId } = agent.machine;
    expect((await server.as(viewer).nodes.find({ nodeId })).zone).toBe('cabinet');
    const told = await server.as(viewer).timeline.list({ nodeId });
    expect(told.map(({ text }) => text)).toContain('was moved from the zone paris to cabinet');
  });

  test('addresses of others that report, of its zone and of those above that may relay', async () => {
    await stack();
    await startAgent('one', { zone: 'lyon', addresses: ['192.0.2.1:6768'] });
    await startAgent('stranger', { zone: 'paris', addresses: ['192.0.2.2:6768'] });
    await startAgent('above', { zone: 'internet', addresses: ['192.0.2.3:6768'], mayRelay: true });
    await startAgent('aloof', { zone: 'internet', addresses: ['192.0.2.4:6768'] });
    await until(async () => {
      const { rows } = await server.as(viewer).nodes.list({});
      return rows.every(({ lastReportMs }) => lastReportMs !== null);
    });
    const asking = await startAgent('asking', { zone: 'lyon' });
    await until(() => asking.orders !== undefined);
    const addresses = asking.orders?.peers.map(({ address }) => address);
    expect(addresses?.sort()).toEqual(['192.0.2.1:6768', '192.0.2.3:6768']);
  });
});

describe('a key is changed', () => {
  test('when all who report have the new one, then when all use it; who was away fetches it', async () => {
    await zones().switchGossip({ name: 'default', isOn: true });
    const [first, second] = [await startAgent('first'), await startAgent('second')];
    const away = await startAgent('away');
    await until(() => agents.every(({ rings }) => rings.default?.length === 1));
    const [oldKey] = (await zone('default')).keys;
    await until(async () => (await confirmations()) === 3);
    await away.machine.stop();
    await server.database.query(
      `UPDATE "Node" SET "lastReportAt" = $2, "zoneKeysAt" = $2 WHERE id = $1`,
      [away.machine.nodeId, new Date(0)],
    );

    second.confirms = false;
    await zones().rotateKey({ name: 'default' });
    await until(() => first.rings.default?.length === 2);
    const [, newKey] = (await zone('default')).keys;
    expect(first.rings.default).toEqual([`${oldKey?.id} use`, `${newKey?.id} accept`]);
    await until(async () => (await zone('default')).change?.confirmed === 1);
    expect((await zone('default')).change).toMatchObject({
      step: 'install',
      awaited: 1,
      awaitedNodes: [{ name: 'second' }],
    });

    second.confirms = true;
    await second.machine.stop();
    await second.connect(server);
    await until(async () => (await zone('default')).change === null);
    expect(await zone('default')).toMatchObject({ keys: [{ id: newKey?.id, step: 'used' }] });
    await until(() => first.rings.default?.length === 1);
    expect(first.rings.default).toEqual([`${newKey?.id} use`]);

    expect(away.rings.default).toEqual([`${oldKey?.id} use`]);
    await away.connect(server);
    await until(() => away.rings.default?.[0] === `${newKey?.id} use`);
  }, 60_000);

  test('once at a time, and without those who never answer when somebody says so', async () => {
    await zones().switchGossip({ name: 'default', isOn: true });
    await expect(zones().forceKey({ name: 'default' })).rejects.toThrow('is being changed');
    const agent = await startAgent('deaf');
    await until(async () => (await confirmations()) === 1);
    agent.confirms = false;
    await zones().rotateKey({ name: 'default' });
    await expect(zones().rotateKey({ name: 'default' })).rejects.toThrow('changed already');
    await zones().forceKey({ name: 'default' });
    expect((await zone('default')).change).toMatchObject({ step: 'use', awaited: 1 });
    await zones().forceKey({ name: 'default' });
    expect((await zone('default')).keys).toHaveLength(1);
  });
});

describe('a zone', () => {
  test('stands in another one, never in itself or in a part of it', async () => {
    await stack();
    const edit = (name: string, parent: string | null) => zones().edit({ name, note: '', parent });
    await expect(edit('internet', 'cabinet')).rejects.toThrow('cannot stand in cabinet');
    await expect(edit('lyon', 'lyon')).rejects.toThrow('cannot stand in lyon');
    await expect(edit('lyon', 'mars')).rejects.toThrow('There is no zone mars.');
    await edit('cabinet', 'paris');
    expect(await zone('cabinet')).toMatchObject({ parent: 'paris' });
  });

  test('goes when it is empty, and not before', async () => {
    await stack();
    await startAgent('member', { zone: 'cabinet' });
    const remove = (name: string) => zones().remove({ name });
    await expect(remove('lyon')).rejects.toThrow('cabinet stands in lyon');
    await expect(remove('cabinet')).rejects.toThrow('There are nodes in cabinet');
    await expect(remove('default')).rejects.toThrow('Every node without a zone');
    await remove('paris');
    const names = (await zones().list()).map(({ name }) => name);
    expect(names).toEqual(['cabinet', 'default', 'internet', 'lyon']);
  });

  test('is there once a token names it', async () => {
    await server.as(admin).enrolment.create({ zone: 'new' });
    expect(await zone('new')).toMatchObject({ parent: null, hasGossip: false, nodes: 0 });
  });
});

describe('keys', () => {
  test('stand in no row, no answer and no audit entry', async () => {
    await stack();
    await zones().rotateKey({ name: 'lyon' });
    const secret = openZoneSecret(server.directory);
    const { rows } = await server.database.query<{ zone: string; id: string; salt: Uint8Array }>(
      'SELECT zone, id, salt FROM "ZoneKey"',
    );
    const keys = rows.map((row) => secret.keyOf(row.zone, new Uint8Array(row.salt)));
    expect(rows.map(({ id }) => id).sort()).toEqual(keys.map(zoneKeyName).sort());
    const dump = JSON.stringify([
      (await server.database.query('SELECT * FROM "ZoneKey"')).rows.map((row) =>
        Object.values(row as object).map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
        ),
      ),
      await zones().list(),
      await server.as(admin).audit.list({}),
    ]);
    const fileText = readFileSync(join(server.directory, 'keys/zones.secret'), 'utf8').trim();
    const secrets = [Buffer.from(fileText, 'base64'), ...keys.map((key) => Buffer.from(key))];
    for (const each of secrets) {
      for (const form of ['hex', 'base64', 'base64url'] as const) {
        expect(dump).not.toContain(each.toString(form));
      }
    }
    const actions = (await server.as(admin).audit.list({})).entries.map(({ action }) => action);
    expect(actions).toContain('zone.key-rotate');
  });

  test('are given out by no server that has not their secret, which says what to copy', async () => {
    await zones().switchGossip({ name: 'default', isOn: true });
    const agent = await startAgent('steady');
    await until(() => agent.rings.default?.length === 1);
    const before = agent.orders;
    const path = join(server.directory, 'keys/zones.secret');
    rmSync(path);
    openZoneSecret(server.directory).makeIfMissing();
    await using stranger = await startTestServer({ database: server.database });
    const [row] = await stranger.as(admin).zones.list();
    expect(row?.fault).toMatch(/follows from another "zones.secret".*copy that folder/);
    await agent.machine.stop();
    await agent.connect(stranger);
    expect(agent.orders).toBe(before);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewEnrolmentToken } from '@/common/domain/enrolment';
import { signerOfSeed } from '@/common/node/ed25519';
import { formatJoinString, parseJoinString } from '@/common/protocol/join-string';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { Machine } from './machine';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

async function token(wanted: Partial<NewEnrolmentToken> = {}) {
  return server.as(admin).enrolment.create(wanted);
}

async function actionsOf(target: string): Promise<string[]> {
  const rows = await server.database.prisma.auditEntry.findMany({
    where: { target },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ action }) => action);
}

test.each(['localhost:7788', '127.0.0.1:7788', '[::1]:7788'])(
  'whoever asks from %s gets a line that is good on other machines all the same',
  async (reachedAt) => {
    const { url } = server;
    const here = await token({ reachedAt });
    const there = await token({ reachedAt: 'ops.example.org:7788' });
    expect(here.oneLiner).toContain(`'${url}/install.sh'`);
    expect(here.joinString).toMatch(new RegExp(`@${new URL(url).host}$`));
    expect(there.joinString).toMatch(/@ops\.example\.org:7788$/);
  },
);

test('a join string lets one machine in, with its groups and zone, and is used up then', async () => {
  const { joinString, tokenId } = await token({
    groups: ['web', 'prod'],
    zone: 'lab',
    note: 'shelf 3',
  });
  await using machine = new Machine({ hostname: 'one' });
  const { nodeId, admission } = await machine.join(joinString);
  expect({ nodeId, admission }).toEqual({ nodeId: machine.nodeId, admission: 'active' });
  expect(await server.as(viewer).nodes.find({ nodeId })).toMatchObject({
    hostname: 'one',
    groups: ['prod', 'web'],
    zone: 'lab',
    enrolledBy: 'shelf 3',
    lastAddress: '127.0.0.1',
    admission: 'active',
  });
  await machine.startConnected(server.url);
  await using other = new Machine();
  await expect(other.join(joinString)).rejects.toThrow('it is used up');
  expect(await actionsOf(`node:${nodeId}`)).toEqual(['node.enrol']);
  expect(await actionsOf(`enrolment-token:${tokenId}`)).toEqual([
    'enrolment-token.create',
    'node.enrol-refused',
  ]);
});

test('the same machine may say the same join string again, and uses nothing up', async () => {
  const { joinString, tokenId } = await token({ usesMax: 2 });
  await using machine = new Machine();
  const first = await machine.join(joinString);
  expect(await machine.join(joinString)).toEqual(first);
  const tokens = await server.as(admin).enrolment.tokens();
  expect(tokens.find(({ id }) => id === tokenId)).toMatchObject({ uses: 1, state: 'open' });
});

describe('nobody comes in', () => {
  test('by a join string with another secret', async () => {
    const join = parseJoinString((await token()).joinString);
    const forged = formatJoinString({ ...join, seed: signerOfSeed(join.seed).publicKey });
    await using machine = new Machine();
    await expect(machine.join(forged)).rejects.toThrow('its secret is not the one');
  });

  test('by a join string of another server, which hears nothing of the machine', async () => {
    const join = parseJoinString((await token()).joinString);
    const other = formatJoinString({ ...join, fingerprint: 'x'.repeat(22) });
    await using machine = new Machine({ hostname: 'secretive' });
    await expect(machine.join(other)).rejects.toThrow('The server has another key');
    const rows = await server.database.prisma.auditEntry.findMany();
    expect(rows.some(({ targetName }) => targetName === 'secretive')).toBe(false);
  });

  test('by one that was revoked', async () => {
    const { joinString, tokenId } = await token();
    await server.as(admin).enrolment.revokeToken({ tokenId });
    await using machine = new Machine();
    await expect(machine.join(joinString)).rejects.toThrow('it was revoked');
  });

  test('by one that has expired', async () => {
    const { joinString, tokenId } = await token();
    await server.database.prisma.enrolmentToken.update({
      where: { id: tokenId },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    await using machine = new Machine();
    await expect(machine.join(joinString)).rejects.toThrow('it has expired');
  });

  test('from an address outside of its range', async () => {
    const { joinString } = await token({ addressRange: '10.0.0.0/8' });
    await using machine = new Machine();
    await expect(machine.join(joinString)).rejects.toThrow(
      'it is good for 10.0.0.0/8 alone, and this machine comes from 127.0.0.1',
    );
  });
});

test('a token for one machine is good for a day at most, and its range must be one', async () => {
  await expect(token({ expiresInMs: 3 * 86_400_000 })).rejects.toThrow('a day at most');
  await expect(token({ addressRange: 'here' })).rejects.toThrow('is no address range');
  expect((await token({ expiresInMs: 3 * 86_400_000, usesMax: 2 })).tokenId).not.toBe('');
});

test('the secret of a token is stored nowhere', async () => {
  const { joinString } = await token();
  const { seed } = parseJoinString(joinString);
  const { rows } = await server.database.query<{ row: string }>(
    `SELECT row_to_json(token)::text AS row FROM "EnrolmentToken" token`,
  );
  const stored = rows.map(({ row }) => row).join();
  expect(stored).not.toContain(Buffer.from(seed).toString('hex'));
  expect(stored).not.toContain(Buffer.from(seed).toString('base64url'));
});

test('a machine that needs approval waits with all that it has, and is in when somebody approves', async () => {
  const { joinString } = await token({ needsApproval: true, note: 'guests' });
  await using machine = new Machine({ hostname: 'guest', machineId: 'guest-machine' });
  const { nodeId } = await machine.join(joinString);
  machine.start(server.url);
  await machine.until('waiting');
  expect(machine.uplink.status().reason).toMatch(/^Waiting for approval/);
  machine.uplink.sink.event({ kind: 'collector-state', atMs: Date.now(), text: 'kept meanwhile' });
  const { pending } = await server.as(viewer).enrolment.waiting();
  expect(pending.find((node) => node.nodeId === nodeId)).toMatchObject({
    hostname: 'guest',
    tokenNote: 'guests',
    facts: { os: 'Debian', cpuCount: 2 },
  });
  const { attention } = await server.as(viewer).nodes.overview();
  expect(attention).toContainEqual(expect.objectContaining({ kind: 'node-pending', nodeId }));
  await server.as(admin).enrolment.approve({ nodeId });
  await machine.until('connected');
  await expect
    .poll(async () => (await server.as(viewer).timeline.list({ nodeId })).map(({ text }) => text))
    .toContain('kept meanwhile');
  expect(await actionsOf(`node:${nodeId}`)).toEqual(['node.enrol', 'node.approve']);
  await expect(server.as(admin).enrolment.approve({ nodeId })).rejects.toThrow('is active by now');
});

test('a machine that was refused is told so, and cannot come back by another join string', async () => {
  await using machine = new Machine();
  const { nodeId } = await machine.join((await token({ needsApproval: true })).joinString);
  machine.start(server.url);
  await machine.until('waiting');
  await server.as(admin).enrolment.refuse({ nodeId });
  await machine.until('refused');
  expect(machine.uplink.status().reason).toMatch(/^This node was shut out: Ada refused/);
  await expect(machine.join((await token()).joinString)).rejects.toThrow('opsbro agent rekey');
});

test('a node that is shut out loses its session within a second, and stays out', async () => {
  await using machine = new Machine();
  const { nodeId } = await machine.join((await token()).joinString);
  await machine.startConnected(server.url);
  const startedMs = performance.now();
  await server.as(admin).enrolment.revokeNode({ nodeId });
  await expect.poll(() => machine.state, { interval: 5 }).not.toBe('connected');
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  await machine.until('refused');
  expect(machine.uplink.status().reason).toMatch(/^This node was shut out: Ada shut it out/);
  expect(await server.as(viewer).nodes.find({ nodeId })).toMatchObject({ admission: 'revoked' });
});

test('a node that is removed is gone with all that was known of it, and its agent is a stranger', async () => {
  await using machine = new Machine({ hostname: 'goner' });
  const { nodeId } = await machine.join((await token()).joinString);
  await machine.startConnected(server.url);
  machine.uplink.sink.event({ kind: 'collector-state', atMs: Date.now(), text: 'was here' });
  await expect
    .poll(async () => (await server.as(viewer).timeline.list({ nodeId })).length, {
      timeout: 10_000,
    })
    .toBeGreaterThan(1);
  await server.as(admin).nodes.remove({ nodeId });
  await expect(server.as(viewer).nodes.find({ nodeId })).rejects.toThrow('There is no node');
  expect(await server.as(viewer).timeline.list({ nodeId })).toEqual([]);
  await machine.until('refused');
  expect(machine.uplink.status().reason).toMatch(/^This server does not know the node/);
  expect(await actionsOf(`node:${nodeId}`)).toEqual(['node.enrol', 'node.remove']);
});

test('pages that watch a token hear of its machine and of no other', async () => {
  const mine = await token();
  const other = await token();
  const news: string[] = [];
  const stopping = new AbortController();
  const watching = (async () => {
    for await (const { name } of server.services.enrolment.watch(mine, stopping.signal)) {
      news.push(name);
    }
  })();
  await using first = new Machine({ hostname: 'theirs' });
  await first.join(other.joinString);
  await using second = new Machine({ hostname: 'mine' });
  await second.join(mine.joinString);
  await expect.poll(() => news).toEqual(['mine']);
  await sleep(20);
  stopping.abort();
  await watching;
  expect(news).toEqual(['mine']);
});

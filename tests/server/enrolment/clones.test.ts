import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeNewIdentity } from '@/agent/enrol/new-identity';
import { connectServer, type ServerLink } from '@/agent/uplink/server-link';
import { AppError } from '@/common/errors';
import { admin, startTestServer, type TestServer, viewer } from '../../support/test-server';
import { Machine } from './machine';

const DETECTED_MS_MAX = 30_000;

let server: TestServer;
let machine: Machine;
let nodeId: string;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  machine = new Machine({ hostname: 'original', machineId: 'first' });
  const { joinString } = await server.as(admin).enrolment.create({});
  nodeId = (await machine.join(joinString)).nodeId;
});
afterEach(() => machine[Symbol.asyncDispose]());

const find = () => server.as(viewer).nodes.find({ nodeId });

async function rowsOf(action: string): Promise<number> {
  return server.database.prisma.auditEntry.count({ where: { action, target: `node:${nodeId}` } });
}

describe('two agents on copies of one data directory', () => {
  test('are found within 30 s and both shut out; one is chosen, the other becomes a node of its own', async () => {
    await machine.startConnected(server.url);
    await using copy = machine.copy({ hostname: 'copy', machineId: 'second' });
    const startedMs = performance.now();
    copy.start(server.url);
    await Promise.all([machine.until('refused'), copy.until('refused')]);
    expect(performance.now() - startedMs).toBeLessThan(DETECTED_MS_MAX);
    for (const { uplink } of [machine, copy]) {
      expect(uplink.status().reason).toMatch(/^The identity of this node is in use twice/);
    }
    const { attention } = await server.as(viewer).nodes.overview();
    expect(attention).toContainEqual(expect.objectContaining({ kind: 'node-quarantined', nodeId }));
    const timeline = await server.as(viewer).timeline.list({ nodeId });
    expect(timeline.filter(({ kind }) => kind === 'node-quarantined')).toHaveLength(1);
    expect(await rowsOf('node.quarantine')).toBe(1);

    const { claimants } = await find();
    expect(claimants.map(({ machineId }) => machineId).sort()).toEqual(['first', 'second']);
    const chosen = claimants.find(({ machineId }) => machineId === 'first')?.id ?? '';
    await server.as(admin).enrolment.settle({ nodeId, claimant: chosen });
    await machine.until('connected');
    await expect
      .poll(() => copy.uplink.status().reason, { timeout: 30_000 })
      .toMatch(/^Another machine was chosen/);
    expect(await find()).toMatchObject({ admission: 'active', hostname: 'original' });

    await copy.stop();
    makeNewIdentity(copy.directory);
    const { joinString } = await server.as(admin).enrolment.create({});
    const again = await copy.join(joinString);
    expect(again.nodeId).not.toBe(nodeId);
    await copy.startConnected(server.url);
    expect(machine.state).toBe('connected');
    expect(await rowsOf('node.quarantine')).toBe(1);
  }, 120_000);

  test('are found on one machine too, where nothing but the ticket tells them apart', async () => {
    await machine.startConnected(server.url);
    await using copy = machine.copy();
    copy.start(server.url);
    await Promise.all([machine.until('refused'), copy.until('refused')]);
    expect((await find()).admission).toBe('quarantined');
  }, 60_000);
});

test('an old image that is started while the machine is gone is shut out, and may be chosen', async () => {
  await machine.startConnected(server.url);
  await using image = machine.copy();
  await machine.stop();
  await machine.startConnected(server.url);
  await machine.stop();
  image.start(server.url);
  await image.until('refused');
  const { claimants } = await find();
  const newest = claimants.at(-1)?.id ?? '';
  await server.as(admin).enrolment.settle({ nodeId, claimant: newest });
  await image.until('connected');
}, 60_000);

/** What a killed agent leaves undone: the steps of a session, one after the other. */
const KILLS: readonly [string, (link: ServerLink) => Partial<ServerLink>][] = [
  ['before it asks for the session', () => ({ open: () => Promise.reject(killed()) })],
  [
    'after the server let it in, before the answer came',
    (link) => ({
      async open(proof) {
        await link.open(proof);
        throw killed();
      },
    }),
  ],
  [
    'after it stored the ticket, before it said so',
    () => ({ confirm: () => Promise.reject(killed()) }),
  ],
  [
    'after it said so, before the answer came',
    (link) => ({
      async confirm(confirmation) {
        await link.confirm(confirmation);
        throw killed();
      },
    }),
  ],
];

function killed(): AppError {
  return new AppError('UNREACHABLE', 'killed');
}

test.each(KILLS)(
  'an agent that is killed %s is let in again, as often as it happens',
  async (_, tamper) => {
    for (let time = 0; time < 3; time++) {
      machine.connect = (url, clock) => {
        const link = connectServer(url, clock);
        return { ...link, ...tamper(link) };
      };
      machine.start(server.url);
      await machine.until('waiting');
      await machine.stop();
      machine.connect = connectServer;
      await machine.startConnected(server.url);
      await machine.stop();
    }
    expect(await rowsOf('node.quarantine')).toBe(0);
  },
  60_000,
);

test('a ticket that was written in half is the one before it', async () => {
  await machine.startConnected(server.url);
  await machine.stop();
  writeFileSync(join(machine.directory, 'identity/ticket.new'), 'half');
  await machine.startConnected(server.url);
  expect((await find()).admission).toBe('active');
});

test('an agent whose disk takes no ticket goes on with the one that it has', async () => {
  await machine.startConnected(server.url);
  await machine.stop();
  const obstacle = join(machine.directory, 'identity/ticket.new');
  mkdirSync(obstacle);
  for (let time = 0; time < 2; time++) {
    await machine.startConnected(server.url);
    await machine.stop();
  }
  const told = machine.log.lines.filter(({ message }) => message.startsWith('ticket not stored'));
  expect(told).toHaveLength(2);
  rmdirSync(obstacle);
  await machine.startConnected(server.url);
  expect((await find()).admission).toBe('active');
});

describe('a new key of the same node', () => {
  test('is asked for on its page, and the old one is worth nothing after its first session', async () => {
    await machine.startConnected(server.url);
    await using former = machine.copy();
    await server.as(admin).enrolment.askNewKey({ nodeId });
    await expect.poll(async () => rowsOf('node.key-rotated'), { timeout: 20_000 }).toBe(1);
    await machine.until('connected');
    expect(machine.nodeId).toBe(nodeId);
    expect(machine.uplink.nodeId).toBe(nodeId);
    expect(await find()).toMatchObject({ keyRotation: 'none', admission: 'active' });
    former.start(server.url);
    await former.until('refused');
    expect(former.uplink.status().reason).toMatch(/^This server does not know the node/);
  }, 60_000);

  test('that was asked for twice, before the first one was used, is not lost', async () => {
    await machine.startConnected(server.url);
    let isHeldUp = false;
    machine.connect = (url, clock) => {
      const link = connectServer(url, clock);
      if (isHeldUp) return { ...link, open: () => Promise.reject(killed()) };
      return {
        ...link,
        async changeKey(proof) {
          await link.changeKey(proof);
          isHeldUp = true;
        },
      };
    };
    await server.as(admin).enrolment.askNewKey({ nodeId });
    await expect.poll(() => isHeldUp, { timeout: 20_000 }).toBe(true);
    await server.as(admin).enrolment.askNewKey({ nodeId });
    machine.connect = connectServer;
    await expect
      .poll(async () => rowsOf('node.key-rotated'), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await machine.until('connected');
    expect((await find()).admission).toBe('active');
  }, 90_000);

  test('survives a database that was restored from before it', async () => {
    await machine.startConnected(server.url);
    const { prisma } = server.database;
    const before = await prisma.node.findUniqueOrThrow({ where: { id: nodeId } });
    machine.uplink.changeKey();
    await expect.poll(async () => rowsOf('node.key-rotated'), { timeout: 30_000 }).toBe(1);
    await machine.until('connected');
    await machine.stop();
    const { publicKey } = before;
    await prisma.node.update({ where: { id: nodeId }, data: { publicKey, nextPublicKey: null } });
    machine.start(server.url);
    await expect.poll(async () => rowsOf('node.key-rotated'), { timeout: 30_000 }).toBe(2);
    await machine.until('connected');
    expect(machine.uplink.nodeId).toBe(nodeId);
    const after = await prisma.node.findUniqueOrThrow({ where: { id: nodeId } });
    expect(Buffer.from(after.publicKey).equals(Buffer.from(publicKey))).toBe(false);
  }, 90_000);

  const STEPS: typeof KILLS = [
    ['before it offers the key', () => ({ changeKey: () => Promise.reject(killed()) })],
    [
      'after the server took it, before the answer came',
      (link) => ({
        async changeKey(proof) {
          await link.changeKey(proof);
          throw killed();
        },
      }),
    ],
  ];

  test.each(STEPS)(
    'an agent that is killed %s has one good key',
    async (_, tamper) => {
      machine.connect = (url, clock) => {
        const link = connectServer(url, clock);
        return { ...link, ...tamper(link) };
      };
      await machine.startConnected(server.url);
      machine.uplink.changeKey();
      await machine.until('waiting');
      await machine.stop();
      machine.connect = connectServer;
      machine.start(server.url);
      await expect.poll(async () => rowsOf('node.key-rotated'), { timeout: 20_000 }).toBe(1);
      await machine.until('connected');
      expect(machine.nodeId).toBe(nodeId);
    },
    60_000,
  );
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLocalServer } from '@/agent/local-api/local-server';
import { consolePath } from '@/server/console/console-path';
import { quietLog } from '../support/test-database';
import { chance, mutated, SEED, TIMES } from './support/chance';
import { openVictim, type Victim } from './support/open-victim';
import { rawRequest } from './support/raw-request';
import { survives } from './support/survives';

let victim: Victim;
beforeAll(async () => {
  victim = await openVictim();
}, 120_000);
afterAll(() => victim[Symbol.asyncDispose]());

const MANY = 60 * TIMES;
const get = (path: string, headers = '') =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`);

describe(`the console's socket, seed ${SEED}`, () => {
  test(
    'survives mutated calls',
    async () => {
      const luck = chance();
      const path = consolePath(victim.directory);
      const good = [get('/trpc/nodes.overview'), get('/pid'), get('/trpc/audit.list?input=%7B%7D')];
      await survives(victim, async () => {
        for (let round = 0; round < MANY; round += 10) {
          const ten = Array.from({ length: 10 }, () => mutated(luck.pick(good), luck));
          await Promise.all(ten.map((bytes) => rawRequest({ path }, bytes, true)));
        }
      });
    },
    120_000 * TIMES,
  );

  test('takes no body without end, and no other address', async () => {
    const path = consolePath(victim.directory);
    const large = `POST /trpc/auth.setUp HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n${'x'.repeat(2_000_000)}`;
    expect(await rawRequest({ path }, large)).toMatch(/^HTTP\/1\.1 4\d\d |^$/);
    expect(await rawRequest({ path }, get('/trpc/../set-up-link'))).toMatch(/^HTTP\/1\.1 40\d /);
    expect(await rawRequest({ path }, get('/metrics'))).toMatch(/^HTTP\/1\.1 404 /);
  });
});

test('the channel to the launcher takes nothing but what it knows', async () => {
  const before = await victim.look();
  const answers: unknown[] = [];
  const listen = (message: unknown) => answers.push(message);
  victim.child.on('message', listen);
  const key = Buffer.alloc(32).toString('base64');
  for (const message of [
    { kind: 'explode' },
    { kind: 'enrol', publicKey: 'x', hostname: 'x' },
    { kind: 'enrol', publicKey: key, hostname: 'x'.repeat(300) },
    { kind: 'enrol', publicKey: key, hostname: 'x', role: 'admin' },
    { kind: 'enrol', publicKey: key, hostname: 'x' },
    'text',
    7,
    [[]],
    { a: 'x'.repeat(1e6) },
  ]) {
    victim.child.send(message);
  }
  const after = await victim.look();
  victim.child.off('message', listen);
  expect(after).toMatchObject({ unhandled: 0, state: before.state });
  const failed = answers.filter((answer) => JSON.stringify(answer).includes('failed'));
  expect(failed.length).toBeGreaterThanOrEqual(9);
  expect(JSON.stringify(answers)).not.toContain('"kind":"enrolled"');
});

describe(`the agent's own socket, seed ${SEED}`, () => {
  let directory: string;
  let path: string;
  let server: Awaited<ReturnType<typeof openLocalServer>>;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'opsbro-hostile-'));
    path = join(directory, 'agent.sock');
    server = await openLocalServer(path, quietLog);
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  test(
    'answers after anything that was sent to it',
    async () => {
      const luck = chance();
      const good = [get('/v1/info'), get('/v1/collectors'), get('/', 'Content-Length: 3\r\n')];
      for (let round = 0; round < MANY; round += 10) {
        const ten = Array.from({ length: 10 }, () => mutated(luck.pick(good), luck));
        await Promise.all(ten.map((bytes) => rawRequest({ path }, bytes, true)));
      }
      const large = `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n${'x'.repeat(9_000_000)}`;
      await rawRequest({ path }, large);
      expect(await rawRequest({ path }, get('/v1/info'))).toMatch(/^HTTP\/1\.1 503 /);
    },
    60_000 * TIMES,
  );
});

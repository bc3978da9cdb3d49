import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIdentity } from '@/agent/uplink/identity';
import { systemClock } from '@/common/node/system-clock';
import { agentTranscript } from '@/common/protocol/session';
import { PROTOCOL } from '@/common/protocol/version';
import { createCaller } from '@/server/trpc/app-router';
import { type WiredServices, wireServices } from '@/server/wire-services';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { actorFor, admin } from '../../support/test-server';

const directory = mkdtempSync(join(tmpdir(), 'opsbro-ended-'));
let database: TestDatabase;
let wired: WiredServices;
beforeAll(async () => {
  database = await openTestDatabase();
  wired = await wireServices({
    database,
    clock: systemClock,
    log: quietLog,
    directory,
    origin: 'http://127.0.0.1:1',
    version: '0.0.0-test',
    connections: () => ({ agents: 0, pages: 0 }),
  });
});
afterAll(async () => {
  await wired.stop();
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a session whose beginning failed half-way is forgotten when its connection ends', async () => {
  const { nodeId, publicKey, sign } = openIdentity(directory);
  await wired.services.nodes.enrol({ id: nodeId, hostname: 'box', publicKey });
  // Its clock is an hour off, and of that the timeline cannot be told.
  await database.query(`ALTER TABLE "TimelineEntry" ADD CHECK (kind <> 'node-clock') NOT VALID`);
  const closed: string[] = [];
  const connection = wired.sessions.connect({
    address: '127.0.0.1',
    exporter: undefined,
    mayBeUnbound: true,
    close: (reason) => closed.push(reason),
  });
  const agentNonce = new Uint8Array(32);
  const asked = { protocol: PROTOCOL, nonce: agentNonce, binding: 'none' } as const;
  const { nonce: serverNonce } = await connection.challenge(asked);
  const claim = {
    ...{ publicKey, agentVersion: '0.1.0', hostname: 'box', bootId: 'boot', machineId: 'machine' },
    ...{ epoch: 'epoch000000000000001', ticket: new Uint8Array() },
  };
  const nonces = { agentNonce, serverNonce, binding: new Uint8Array() };
  const signature = sign(agentTranscript(nonces, claim));
  const proof = { ...claim, protocol: PROTOCOL, clockSkewMs: 3_600_000, signature };
  await expect(connection.open(proof)).rejects.toThrow();
  connection.end();
  const actor = actorFor(admin, systemClock);
  const caller = createCaller({ actor, address: '', services: wired.services });
  await caller.nodes.remove({ nodeId });
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toEqual([]);
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { machineFacts } from '@/agent/enrol/machine-facts';
import { AppError } from '@/common/errors';
import { isSignedBy, signerOfSeed } from '@/common/node/ed25519';
import { type EnrolmentRequest, enrolmentTranscript } from '@/common/protocol/enrolment';
import { parseJoinString } from '@/common/protocol/join-string';
import { PROTOCOL } from '@/common/protocol/version';
import { createNodeAdmitter, type NodeAdmitter } from '@/server/enrolment/admit-node';
import { createRefusalLedger } from '@/server/enrolment/refusal-ledger';
import { createBus } from '@/server/live/bus';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { FakeClock } from '../../support/fake-clock';
import { recordedHost } from '../../support/recorded-host';
import { quietLog } from '../../support/test-database';
import { admin, startTestServer, type TestServer } from '../../support/test-server';

const ROUNDS = Number(process.env.OPSBRO_TEST_ROUNDS ?? 20);
const AT_ONCE = 200;

const NONCES = {
  agentNonce: new Uint8Array(32),
  serverNonce: new Uint8Array(32),
  binding: new Uint8Array(),
};

let server: TestServer;
const clock = new FakeClock(Date.now());
let admitter: NodeAdmitter;
beforeAll(async () => {
  server = await startTestServer();
  const { audit } = server.services;
  const refusals = createRefusalLedger({ audit, clock, log: quietLog });
  const { database } = server;
  const entries = createTimelineStore(database);
  admitter = createNodeAdmitter({ database, audit, entries, refusals, bus: createBus(), clock });
});
afterAll(() => server[Symbol.asyncDispose]());

/** A machine of its own that holds the same join string as all the others. */
function requestOf(joinString: string): EnrolmentRequest {
  const { tokenId, seed } = parseJoinString(joinString);
  const own = signerOfSeed(new Uint8Array(randomBytes(32)));
  const factsJson = JSON.stringify(machineFacts(recordedHost('debian-12-vm')));
  const claim = { tokenId, publicKey: own.publicKey, factsJson };
  const said = enrolmentTranscript(NONCES, claim);
  return {
    ...claim,
    protocol: PROTOCOL,
    agentVersion: '0.1.0',
    tokenSignature: signerOfSeed(seed).sign(said),
    signature: own.sign(said),
  };
}

function admit(request: EnrolmentRequest) {
  return admitter.admit(request, '192.0.2.1', (key) => {
    const said = enrolmentTranscript(NONCES, request);
    if (isSignedBy(key, said, request.tokenSignature)) return;
    throw new AppError('UNAUTHENTICATED', 'The signature does not match the key.');
  });
}

test(
  `of ${AT_ONCE} machines with one single-use join string one comes in, ${ROUNDS} times over`,
  async () => {
    for (let round = 0; round < ROUNDS; round++) {
      // A minute passes for those who admit in each round, and none for the server.
      const expiresInMs = 24 * 3_600_000;
      const { joinString, tokenId } = await server.as(admin).enrolment.create({ expiresInMs });
      const requests = Array.from({ length: AT_ONCE }, () => requestOf(joinString));
      const results = await Promise.allSettled(requests.map(admit));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { prisma } = server.database;
      expect(await prisma.node.count({ where: { enrolmentTokenId: tokenId } })).toBe(1);
      expect(await prisma.enrolmentToken.findUnique({ where: { id: tokenId } })).toMatchObject({
        uses: 1,
      });
      const refused = await prisma.auditEntry.count({
        where: { target: `enrolment-token:${tokenId}`, action: 'node.enrol-refused' },
      });
      expect(refused).toBe(AT_ONCE - 1);
      await clock.advance(60_000);
    }
  },
  30_000 * ROUNDS,
);

test('a flood of refusals is one row for each of the first 300 of a minute, and one with their count', async () => {
  await clock.advance(60_000);
  const { joinString, tokenId } = await server.as(admin).enrolment.create({});
  await server.as(admin).enrolment.revokeToken({ tokenId });
  const { prisma } = server.database;
  const rows = () => prisma.auditEntry.count({ where: { action: 'node.enrol-refused' } });
  const before = await rows();
  const flood = Array.from({ length: 320 }, () => requestOf(joinString));
  await Promise.allSettled(flood.map(admit));
  expect((await rows()) - before).toBe(300);
  await clock.advance(60_000);
  await Promise.allSettled([admit(requestOf(joinString))]);
  expect((await rows()) - before).toBe(302);
  const [told] = await prisma.auditEntry.findMany({ where: { target: 'enrolment' } });
  expect(told?.after).toEqual({ refusedWithoutARow: 20 });
}, 120_000);

test('strangers with tokens that they made up are a count a minute, whatever they send', async () => {
  await clock.advance(60_000);
  const { joinString } = await server.as(admin).enrolment.create({});
  const { prisma } = server.database;
  const rows = () => prisma.auditEntry.count({ where: { action: 'node.enrol-refused' } });
  const before = await rows();
  const madeUp = (id: number) => ({ ...requestOf(joinString), tokenId: `madeup${id}` });
  const ids = Array.from({ length: 50 }, (_, id) => id);
  await Promise.allSettled(ids.map((id) => admit(madeUp(id))));
  expect((await rows()) - before).toBe(0);
  await clock.advance(60_000);
  await Promise.allSettled(ids.map((id) => admit(madeUp(id))));
  expect((await rows()) - before).toBe(1);
  const [told] = await prisma.auditEntry.findMany({ orderBy: { seq: 'desc' }, take: 1 });
  expect(told?.after).toEqual({ withUnknownToken: 50 });
}, 120_000);

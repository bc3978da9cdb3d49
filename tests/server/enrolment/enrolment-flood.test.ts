import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type WebSocket from 'ws';
import { machineFacts } from '@/agent/enrol/machine-facts';
import type { EnrolmentRequest } from '@/common/protocol/enrolment';
import { PROTOCOL } from '@/common/protocol/version';
import { wire } from '@/common/protocol/wire';
import { openSocket } from '../../hostile/support/open-socket';
import { until } from '../../scripts/launched';
import { recordedHost } from '../../support/recorded-host';
import { startTestServer, type TestServer } from '../../support/test-server';

const FRAMES = 4_000;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

function madeUp(): EnrolmentRequest {
  return {
    tokenId: 'abcdefghij',
    publicKey: new Uint8Array(randomBytes(32)),
    factsJson: JSON.stringify(machineFacts(recordedHost('debian-12-vm'))),
    protocol: PROTOCOL,
    agentVersion: '0.1.0',
    tokenSignature: new Uint8Array(64),
    signature: new Uint8Array(64),
  };
}

interface Answer {
  readonly id: number;
  readonly error: { readonly message: string };
}

async function flood(socket: WebSocket, frames: number): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  socket.on('message', (data: Buffer) => answers.push(wire.decode(data) as Answer));
  const input = madeUp();
  for (let id = 1; id <= frames; id++) {
    socket.send(wire.encode({ id, method: 'mutation', params: { path: 'enrol', input } }));
  }
  await until('every call is answered', () => answers.length === frames, 60_000);
  return answers;
}

async function connected(): Promise<WebSocket> {
  const socket = await openSocket(`${server.url.replace('http', 'ws')}/agent`);
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

test('a stranger who asks to join four thousand times costs the database three looks', async () => {
  const socket = await connected();
  const answers = await flood(socket, FRAMES);
  const looked = answers.filter(({ error }) => error.message.includes('does not know its token'));
  expect(looked.length).toBeGreaterThan(0);
  expect(looked.length).toBeLessThanOrEqual(3);
  const again = await flood(socket, 1);
  expect(again.at(-1)?.error.message).toMatch(/open another|does not know its token/);
  socket.terminate();
}, 90_000);

test('one who waits for each answer is heard three times', async () => {
  const socket = await connected();
  const words: string[] = [];
  for (let round = 0; round < 4; round++) {
    words.push((await flood(socket, 1)).at(-1)?.error.message ?? '');
    socket.removeAllListeners('message');
  }
  expect(words.slice(0, 3).every((text) => text.includes('does not know its token'))).toBe(true);
  expect(words[3]).toContain('at most 3 times');
  socket.terminate();
});

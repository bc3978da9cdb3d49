import { once } from 'node:events';
import { request } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server';
import { chance, mutated, SEED, TIMES } from './support/chance';
import { exchange } from './support/exchange';

const MANY = 40 * TIMES;
const BYTES_MAX = 4_096;
/** Ten seconds for a handshake, and a busy machine. */
const HANDSHAKE_MS_MAX = 20_000;
const WAIT_MS_MAX = 10_000;

let server: TestServer;
let hello: Buffer;
beforeAll(async () => {
  server = await startTestServer({ isEncrypted: true });
  hello = await clientHello();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => expect(await statusOverTls()).toBe(200));

/** What a client of TLS says first. */
async function clientHello(): Promise<Buffer> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connectTls({ port: (listener.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => undefined);
  const [socket] = await once(listener, 'connection');
  const [bytes] = await once(socket, 'data');
  socket.destroy();
  client.destroy();
  listener.close();
  return bytes;
}

function statusOverTls(): Promise<number> {
  const place = { port: server.port, host: '127.0.0.1', path: '/healthz' };
  return new Promise((resolve, reject) => {
    request({ ...place, rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

async function sayAll(all: readonly Buffer[], staysOpen = false) {
  const answers = await Promise.all(all.map((bytes) => exchange(server.port, bytes, staysOpen)));
  return {
    answers,
    sizeBytesMax: Math.max(...answers.map(({ sizeBytes }) => sizeBytes)),
    tookMsMax: Math.max(...answers.map(({ tookMs }) => tookMs)),
  };
}

describe(`the encrypted port, seed ${SEED}`, () => {
  test('answers a request in plain text with the way, and nothing of the server', async () => {
    const paths = ['/', '/nodes', '/install.sh', '/metrics', '/agent', '/api/trpc/nodes.overview'];
    const said = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`),
    );
    const { answers, sizeBytesMax, tookMsMax } = await sayAll(said);
    for (const { head } of answers) expect(head).toMatch(/^HTTP\/1\.1 (308|426) /);
    expect(sizeBytesMax).toBeLessThan(BYTES_MAX);
    expect(tookMsMax).toBeLessThan(WAIT_MS_MAX);
  });

  test(`outlives ${MANY} mutated requests in plain text`, async () => {
    const luck = chance();
    const good = Buffer.from(
      'POST /nodes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\nbody',
    );
    const said = Array.from({ length: MANY }, () => mutated(good, luck));
    const { answers, sizeBytesMax, tookMsMax } = await sayAll(said);
    for (const { head } of answers) expect(head).not.toMatch(/^HTTP\/1\.1 (2|5)/);
    expect(sizeBytesMax).toBeLessThan(BYTES_MAX);
    expect(tookMsMax).toBeLessThan(HANDSHAKE_MS_MAX);
  }, 60_000);

  test(`outlives ${MANY} pieces of garbage, some of which begin like TLS`, async () => {
    const luck = chance();
    const said = Array.from({ length: MANY }, (_, at) => {
      const bytes = luck.bytes(1 + luck.below(2_000));
      return at % 2 === 0 ? bytes : Buffer.concat([Buffer.from([0x16, 0x03, 0x01]), bytes]);
    });
    const { sizeBytesMax, tookMsMax } = await sayAll(said);
    expect(sizeBytesMax).toBeLessThan(BYTES_MAX);
    expect(tookMsMax).toBeLessThan(HANDSHAKE_MS_MAX);
  }, 60_000);

  test('cuts off whoever begins a handshake and does not go on', async () => {
    const luck = chance();
    const halves = Array.from({ length: MANY }, () =>
      hello.subarray(0, 1 + luck.below(hello.length - 1)),
    );
    // Beside them who means well is let in.
    const [{ sizeBytesMax, tookMsMax }, status] = await Promise.all([
      sayAll(halves, true),
      statusOverTls(),
    ]);
    expect(status).toBe(200);
    expect(sizeBytesMax).toBeLessThan(BYTES_MAX);
    expect(tookMsMax).toBeLessThan(HANDSHAKE_MS_MAX);
  }, 60_000);

  test('cuts off whoever says nothing at all after a whole first word', async () => {
    const said = Array.from({ length: MANY }, () => hello);
    const { sizeBytesMax, tookMsMax } = await sayAll(said, true);
    expect(sizeBytesMax).toBeLessThan(BYTES_MAX);
    expect(tookMsMax).toBeLessThan(HANDSHAKE_MS_MAX);
  }, 60_000);
});

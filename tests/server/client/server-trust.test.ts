import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'opsbro/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { TlsCertificate } from '@/server/http/tls-certificate';
import { openOwnCertificate } from '@/server/http/tls-own';

let directory: string;
let certificate: TlsCertificate;
let https: Server;
let url: string;
const heard: IncomingMessage[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-test-trust-'));
  certificate = await openOwnCertificate(directory, ['localhost'], Date.now());
  https = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    heard.push(request);
    response.end('{"result":{"data":{"json":{"name":"Ada"}}}}');
  });
  const sockets = new WebSocketServer({ server: https });
  sockets.on('connection', (_, request) => heard.push(request));
  await new Promise<void>((resolve) => https.listen(0, 'localhost', resolve));
  const address = https.address();
  url = `https://localhost:${typeof address === 'object' ? address?.port : 0}`;
});
afterEach(() => {
  heard.length = 0;
});
afterAll(() => {
  https.close();
  https.closeAllConnections();
  rmSync(directory, { recursive: true });
});

const other = Buffer.alloc(32, 7).toString('base64');
const clientOf = (over: object) => createClient({ url, token: 'opsk_secret', ...over });

describe('a server with a certificate of its own', () => {
  test.each(['', 'sha256//'])('is known by its pin, written %j', async (prefix) => {
    const client = clientOf({ pin: prefix + certificate.spkiPin });
    expect(await client.auth.me.query()).toEqual({ name: 'Ada' });
    expect(heard[0]?.headers.authorization).toBe('Bearer opsk_secret');
    client.close();
  });

  test('is known by the file that vouches for it', async () => {
    const caFile = join(directory, 'ca.pem');
    writeFileSync(caFile, certificate.cert);
    const client = clientOf({ caFile });
    expect(await client.auth.me.query()).toEqual({ name: 'Ada' });
    client.close();
  });

  test.each([
    ['with another pin', { pin: other }, /another key than the pin/],
    ['when nothing vouches for it', {}, /self-signed certificate|unable to verify/],
  ])('gets no token and not a byte of HTTP %s', async (_, options, reason) => {
    const client = clientOf(options);
    const message = expect.stringMatching(reason);
    const refused = { code: 'UNREACHABLE', message };
    await expect(client.auth.me.query()).rejects.toMatchObject(refused);
    const rows = client.nodes.watch.subscribe({})[Symbol.asyncIterator]();
    await expect(rows.next()).rejects.toMatchObject(refused);
    expect(heard).toEqual([]);
  });

  test('gets the token on the WebSocket with the right pin', async () => {
    const client = clientOf({ pin: certificate.spkiPin });
    const signal = AbortSignal.timeout(2_000);
    const rows = client.nodes.watch.subscribe({}, { signal })[Symbol.asyncIterator]();
    void rows.next();
    await expect.poll(() => heard[0]?.headers.authorization).toBe('Bearer opsk_secret');
    client.close();
  });
});

test('a pin that is none, or a file that is not there, is told at once', () => {
  expect(() => clientOf({ pin: 'abc' })).toThrow(/SHA-256 of a public key in base64.*"abc"/);
  expect(() => clientOf({ caFile: '/nowhere/ca.pem' })).toThrow(/\/nowhere\/ca\.pem/);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { connectServer } from '@/agent/uplink/server-link';
import { agentSocketUrl } from '@/agent/uplink/server-url';
import { wire } from '@/common/protocol/wire';
import { FakeClock } from '../../support/fake-clock';

const ASKED = { protocol: 2, nonce: new Uint8Array(32), binding: 'none' } as const;
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serverThatAnswers(frame: string | Uint8Array): Promise<string> {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closers.push(() => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
  });
  sockets.on('connection', (socket) => socket.on('message', () => socket.send(frame)));
  await once(sockets, 'listening');
  return `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
}

describe('a connection', () => {
  test.each([
    ['text', 'hello'],
    ['bytes that are no MessagePack', new Uint8Array([0xc1, 0xff])],
    ['a number', wire.encode(7)],
    ['nothing', wire.encode(null)],
    ['a list', wire.encode([1, 2])],
    ['an answer without a result', wire.encode({ id: 1 })],
    ['an error without a code', wire.encode({ id: 1, error: 'no' })],
    ['a result that is none', wire.encode({ id: 1, result: 'yes' })],
    ['both', wire.encode({ id: 1, result: { data: 1 }, error: undefined })],
  ])('ends, and nothing else does, when the server answers %s', async (_, frame) => {
    const link = connectServer(await serverThatAnswers(frame), new FakeClock());
    await link.opened;
    const asked = link.challenge(ASKED);
    await expect(asked).rejects.toThrow('The server sent what is no answer');
    expect((await link.ended).code).toBe('UNREACHABLE');
    await expect(link.challenge(ASKED)).rejects.toThrow('The server sent what is no answer');
  });

  test('is refused a challenge of another shape', async () => {
    const answer = { id: 1, result: { type: 'data', data: { protocol: 2, nonce: 'short' } } };
    const link = connectServer(await serverThatAnswers(wire.encode(answer)), new FakeClock());
    await link.opened;
    await expect(link.challenge(ASKED)).rejects.toThrow(/nonce/);
  });

  test.each([
    [
      'its words',
      'text/plain',
      'an agent must come encrypted\nand more',
      '403: an agent must come encrypted',
    ],
    ['no page of a proxy', 'text/html', '<h1>Forbidden</h1>', '403.'],
    [
      'no more than a line',
      'text/plain',
      `a\u001b[2J${'b'.repeat(3_000)}`,
      `403: a [2J${'b'.repeat(195)}`,
    ],
  ])('that is refused by HTTP says %s', async (_, type, text, said) => {
    const http = createServer();
    http.on('upgrade', (_request, socket) =>
      socket.end(
        `HTTP/1.1 403 Forbidden\r\nContent-Type: ${type}\r\nConnection: close\r\n\r\n${text}\n`,
      ),
    );
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    closers.push(() => http.close());
    const { port } = http.address() as AddressInfo;
    const link = connectServer(`ws://127.0.0.1:${port}`, new FakeClock());
    await expect(link.opened).rejects.toThrow();
    expect((await link.ended).message).toBe(
      `The server, or a proxy before it, refused the connection with ${said}`,
    );
  });

  test('that never came about says why', async () => {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    http.close();
    const link = connectServer(`ws://127.0.0.1:${port}`, new FakeClock());
    await expect(link.opened).rejects.toThrow(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  test('to what is no agent server says what it answered', async () => {
    const http = createServer((_, response) => response.writeHead(404).end());
    closers.push(() => http.close());
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const link = connectServer(`ws://127.0.0.1:${port}`, new FakeClock());
    await expect(link.opened).rejects.toThrow('refused the connection with 404.');
  });
});

describe('the address of a server', () => {
  test.each([
    ['http://127.0.0.1:3000', 'ws://127.0.0.1:3000/agent'],
    ['https://ops.example.org/', 'wss://ops.example.org/agent'],
    ['https://example.org/ops/agent', 'wss://example.org/ops/agent'],
    ['ws://[::1]:80', 'ws://[::1]/agent'],
  ])('%s is connected to at %s', (given, expected) => {
    expect(agentSocketUrl(given)).toBe(expected);
  });

  test.each(['', 'box', 'box:3000', 'ftp://box', 'http://'])('%j is refused', (given) => {
    expect(() => agentSocketUrl(given)).toThrow(/expected http:\/\/host:port/);
  });
});

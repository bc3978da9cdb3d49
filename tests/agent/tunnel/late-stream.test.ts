import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LateStream } from '@/agent/tunnel/late-stream';

let server: Server;
let onSocket: (socket: Socket) => void = () => undefined;

beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => server.close());

async function reach(): Promise<Duplex> {
  const place = server.address();
  if (place === null || typeof place === 'string') throw new Error('no port');
  const socket = connect({ host: '127.0.0.1', port: place.port, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

test('what is written before the other end is reached arrives, in order, and so does the answer', async () => {
  onSocket = (socket) => socket.pipe(socket);
  const stream = new LateStream(async () => {
    await sleep(20);
    return reach();
  });
  const answered = buffer(stream);
  for (const word of ['one ', 'two ', 'three']) stream.write(word);
  stream.end();
  expect((await answered).toString()).toBe('one two three');
});

test('ten megabytes pass unharmed each way, with no more than a little of them held here', async () => {
  onSocket = (socket) => socket.pipe(socket);
  const stream = new LateStream(reach);
  const sent = Buffer.alloc(10_000_000, 'opsbro');
  let heldMax = 0;
  stream.on('data', () => {
    heldMax = Math.max(heldMax, stream.readableLength);
  });
  const answered = buffer(stream);
  stream.end(sent);
  expect(sent.equals(await answered)).toBe(true);
  expect(heldMax).toBeLessThan(500_000);
});

test('one that is not reached ends with the reason', async () => {
  const stream = new LateStream(() => Promise.reject(new Error('nobody there')));
  stream.write('lost');
  const [error] = await once(stream, 'error').catch((thrown) => [thrown]);
  expect(error).toMatchObject({ message: 'nobody there' });
});

test('giving up while it is still being reached stops the attempt', async () => {
  let isGivenUp = false;
  const stream = new LateStream(async (signal) => {
    signal.addEventListener('abort', () => {
      isGivenUp = true;
    });
    await sleep(20);
    return reach();
  });
  const closed = new Promise<Socket>((resolve) => {
    onSocket = (socket) => socket.once('end', () => resolve(socket.end())).resume();
  });
  stream.destroy();
  expect(isGivenUp).toBe(true);
  await closed;
});

test('when the other end breaks off, this one is over too', async () => {
  onSocket = (socket) => setTimeout(() => socket.resetAndDestroy(), 20);
  const stream = new LateStream(reach);
  stream.on('error', () => undefined).resume();
  await new Promise((resolve) => stream.once('close', resolve));
  expect(stream.destroyed).toBe(true);
});

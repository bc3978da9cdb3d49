import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exchange } from '@/agent/collectors/network/exchange';
import type { ServiceFault } from '@/agent/collectors/network/service-fault';
import { smallServer } from '../../../support/small-server';

const signal = new AbortController().signal;
const line = (answer: Buffer) => answer.includes('\n');

function faultOf(asked: Promise<unknown>): Promise<ServiceFault> {
  return asked.then(
    () => Promise.reject(new Error('expected a fault')),
    (fault: ServiceFault) => fault,
  );
}

test('an answer that comes in pieces is whole when its reader says so', async () => {
  await using server = await smallServer((socket) =>
    socket.on('data', (asked) => {
      socket.write(`you said ${String(asked).trim()}`);
      setImmediate(() => socket.write(', did you?\n'));
    }),
  );
  const to = { host: '127.0.0.1', port: server.port };
  const answer = await exchange({ to, request: 'hello\r\n', isWhole: line, signal });
  expect(String(answer)).toBe('you said hello, did you?\n');
});

test('without a reader the answer ends with the connection, and a socket of the machine will do', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'exchange-')), 'socket');
  await using _server = await smallServer((socket) => socket.end('banner'), path);
  expect(String(await exchange({ to: { path }, request: '', signal }))).toBe('banner');
});

test('a service that is not there, breaks off or says too much is told by kind', async () => {
  const gone = await smallServer(() => undefined);
  const to = { host: '127.0.0.1', port: gone.port };
  await gone[Symbol.asyncDispose]();
  expect(await faultOf(exchange({ to, request: '', signal }))).toMatchObject({
    kind: 'absent',
    message: `cannot talk to 127.0.0.1:${to.port}: nothing listens there`,
  });
  expect(
    await faultOf(exchange({ to: { path: '/nowhere/socket' }, request: '', signal })),
  ).toMatchObject({ kind: 'absent' });

  await using rude = await smallServer((socket) => socket.end('half'));
  const half = exchange({
    to: { host: '127.0.0.1', port: rude.port },
    request: '',
    isWhole: line,
    signal,
  });
  expect(await faultOf(half)).toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('closed the connection before'),
  });

  await using chatty = await smallServer((socket) => socket.write('x'.repeat(5_000)));
  const flood = exchange({
    to: { host: '127.0.0.1', port: chatty.port },
    request: '',
    isWhole: line,
    bytesMax: 1_000,
    signal,
  });
  expect(await faultOf(flood)).toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('more than 1000 bytes'),
  });
});

test('a service that is silent is given up when the time is, and its connection closed', async () => {
  const controller = new AbortController();
  let tellClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    tellClosed = resolve;
  });
  await using mute = await smallServer((socket) => {
    socket.on('close', () => tellClosed());
    socket.resume();
    controller.abort();
  });
  const to = { host: '127.0.0.1', port: mute.port };
  const fault = await faultOf(
    exchange({ to, request: 'anyone?', isWhole: line, signal: controller.signal }),
  );
  expect(fault).toMatchObject({
    kind: 'silent',
    message: `127.0.0.1:${to.port} did not answer in time`,
  });
  await closed;
});

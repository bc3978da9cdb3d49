import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { until } from '../../scripts/launched';
import { apiToken } from '../../support/api-token';
import { startTestServer, type TestServer } from '../../support/test-server';

const MANY = 200;

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await apiToken(server, ['*:read']);
});
afterAll(() => server[Symbol.asyncDispose]());

const settled = () => new Promise((resolve) => setTimeout(resolve, 500));
/** Whoever was let in after he left is let in by then. */
async function keptInTheEnd(): Promise<number> {
  await until('all are recognised', async () => {
    const { length } = (await server.database.query(`SELECT 1 AS "one"`)).rows;
    return length === 1;
  });
  await settled();
  return server.services.connections.open.size;
}

test('nothing is kept of sockets that are gone before it is known whose they were', async () => {
  const headers = { authorization: `Bearer ${token}` };
  const gone = Array.from({ length: MANY }, () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers });
    return new Promise<void>((resolve) => {
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      socket.on('open', () => socket.terminate());
    });
  });
  await Promise.all(gone);
  expect(await keptInTheEnd()).toBe(0);
}, 60_000);

test('nor of streams over HTTP', async () => {
  const gone = Array.from({ length: MANY }, () => {
    const socket = connect(server.port, '127.0.0.1');
    return new Promise<void>((resolve) => {
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      socket.write(
        `GET /api/trpc/timeline.watch HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAccept: text/event-stream\r\nAuthorization: Bearer ${token}\r\n\r\n`,
        () => setTimeout(() => socket.destroy(), 5),
      );
    });
  });
  await Promise.all(gone);
  expect(await keptInTheEnd()).toBe(0);
}, 60_000);

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpServer, type HttpServer } from '@/server/http/http-server';
import { listen } from '@/server/http/listen';
import { createHostRule } from '@/server/http/origin';
import { openTls } from '@/server/http/tls-keeper';
import { createTlsPort } from '@/server/http/tls-port';
import { FakeClock } from '../support/fake-clock';
import { quietLog } from '../support/test-database';

const hosts = createHostRule([]);
const deps = { hosts, development: false, log: quietLog };
const servers: Server[] = [];
const ports = { plain: 0, encrypted: 0 };
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-hostile-'));
  const plain = hurried(createHttpServer(deps));
  const http = hurried(createHttpServer(deps));
  const clock = new FakeClock(Date.now());
  const tls = await openTls({
    directory,
    given: undefined,
    names: ['localhost'],
    clock,
    log: quietLog,
  });
  const port = createTlsPort({ http: http.server, tls, hosts, clock, log: quietLog });
  servers.push(plain.server, port, http.server);
  ports.plain = await listen(plain.server, '127.0.0.1', 0);
  ports.encrypted = await listen(port, '127.0.0.1', 0);
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true });
});

/** The same limits, sooner; they are looked at as often as the server itself says. */
function hurried(http: HttpServer): HttpServer {
  expect(http.server.headersTimeout).toBeLessThanOrEqual(15_000);
  expect(http.server.requestTimeout).toBeLessThanOrEqual(60_000);
  http.server.headersTimeout = 500;
  http.server.requestTimeout = 1_000;
  return http;
}

function open(kind: keyof typeof ports): Socket {
  const port = ports[kind];
  const socket =
    kind === 'plain'
      ? connect(port, '127.0.0.1')
      : connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
  return socket.on('error', () => undefined);
}

describe.each(['plain', 'encrypted'] as const)('on the %s port', (kind) => {
  test.each([
    ['headers without end', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n', 'X: y\r\n'],
    [
      'a body without end',
      'POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999\r\n\r\n',
      'x',
    ],
    [
      'pieces without end',
      'POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\nx\r\n',
    ],
  ])(
    'whoever sends %s is cut off',
    async (_, start, more) => {
      const socket = open(kind);
      socket.write(start);
      socket.resume();
      const trickle = setInterval(() => socket.write(more), 100);
      const startMs = performance.now();
      await new Promise((resolve) => socket.once('close', resolve));
      clearInterval(trickle);
      expect(performance.now() - startMs).toBeLessThan(12_000);
    },
    20_000,
  );
});

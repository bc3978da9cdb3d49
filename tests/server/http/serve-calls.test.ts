import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { initTRPC } from '@trpc/server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { peopleWire } from '@/server/http/people-wire';
import { serveCalls } from '@/server/http/serve-calls';
import { until } from '../../scripts/launched';

const CALLS = 2_000;
/** So large that what one read of the socket brings is a small part of all. */
const PADDING = 'x'.repeat(2_000);

let server: Server;
let sockets: WebSocketServer;
let client: WebSocket;
let began: number;
let release: () => void;

beforeEach(async () => {
  began = 0;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { procedure, router } = initTRPC.create();
  server = createServer();
  sockets = new WebSocketServer({ server });
  serveCalls(
    {
      wss: sockets,
      router: router({
        work: procedure.mutation(async () => {
          began += 1;
          await released;
        }),
        watch: procedure.subscription(async function* ({ signal }) {
          began += 1;
          yield 'first';
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        }),
      }),
    },
    peopleWire,
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
});
afterEach(() => {
  client.terminate();
  sockets.close();
  server.close();
});

function send(id: number, method: string, path: string): void {
  client.send(JSON.stringify({ id, method, params: { path, input: PADDING } }));
}

test('whoever asks faster than he is answered is not read on, and is answered in the end', async () => {
  const answered = new Set<number>();
  client.on('message', (data) => answered.add(JSON.parse(String(data)).id));
  for (let id = 1; id <= CALLS; id++) send(id, 'mutation', 'work');
  await until('calls are worked on', () => began > 32);
  await sleep(500);
  expect(began).toBeLessThan(CALLS / 10);
  release();
  await until('all are answered', () => answered.size === CALLS);
});

test('subscriptions that go on are no calls under way', async () => {
  let firsts = 0;
  client.on('message', (data) => {
    if (String(data).includes('"first"')) firsts += 1;
  });
  for (let id = 1; id <= 100; id++) send(id, 'subscription', 'watch');
  await until('each has begun', () => firsts === 100);
  release();
  client.on('message', (data) => expect(String(data)).not.toContain('error'));
  send(101, 'mutation', 'work');
  const [answer] = await once(client, 'message');
  expect(JSON.parse(String(answer)).id).toBe(101);
});

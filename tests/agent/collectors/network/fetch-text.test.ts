import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { fetchText } from '@/agent/collectors/network/fetch-text';

const signal = new AbortController().signal;

async function httpServer(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a text comes with its status, and headers go along', async () => {
  await using server = await httpServer(({ headers }, response) => {
    response.writeHead(401).end(`no, ${headers.authorization}`);
  });
  const asked = { url: `${server.url}/api`, headers: { authorization: 'Basic x' }, signal };
  expect(await fetchText(asked)).toMatchObject({ status: 401, text: 'no, Basic x' });
});

test('a redirection is not followed', async () => {
  let requests = 0;
  await using server = await httpServer((_, response) => {
    requests += 1;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const { status, headers } = await fetchText({ url: server.url, signal });
  expect({ status, location: headers.location, requests }).toEqual({
    status: 302,
    location: '/elsewhere',
    requests: 1,
  });
});

test('too long a body, silence and nobody there are faults of their kind, without a query or a password', async () => {
  await using long = await httpServer((_, response) => response.end('x'.repeat(5_000)));
  await expect(fetchText({ url: long.url, bytesMax: 1_000, signal })).rejects.toMatchObject({
    kind: 'broken',
    message: `${long.url}/ answered more than 1000 bytes`,
  });

  const controller = new AbortController();
  await using mute = await httpServer(() => controller.abort());
  const asked = { url: `${mute.url}/a?token=secret`, signal: controller.signal };
  await expect(fetchText(asked)).rejects.toMatchObject({
    kind: 'silent',
    message: `${mute.url}/a did not answer in time`,
  });

  await mute[Symbol.asyncDispose]().catch(() => undefined);
  await expect(fetchText({ url: mute.url, signal })).rejects.toMatchObject({ kind: 'absent' });
  await expect(
    fetchText({ url: 'http://user:secret@127.0.0.1/', signal }),
  ).rejects.not.toHaveProperty('message', expect.stringContaining('secret'));
});

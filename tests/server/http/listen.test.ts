import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { listen, listenLocally } from '@/server/http/listen';

test('a taken port is told with the process that has it', async () => {
  const holder = createServer();
  const port = await listen(holder, '127.0.0.1', 0);
  await expect(listen(createServer(), '127.0.0.1', port)).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is taken by process ${process.pid} (`,
  );
  holder.close();
});

test('an address of another machine is told as such', async () => {
  await expect(listen(createServer(), '203.0.113.7', 0)).rejects.toThrow(
    '203.0.113.7 is no address of this machine.',
  );
});

const address = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

test.skipIf(address === undefined)(
  'a server on another address answers the agent of its own machine on 127.0.0.1',
  async () => {
    const server = createServer((_, response) => response.end('here'));
    const port = await listen(server, address ?? '', 0);
    const local = await listenLocally(server, address ?? '', port);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('here');
    local?.close();
    server.close();
    server.closeAllConnections();
  },
);

test.each(['127.0.0.1', 'localhost', '0.0.0.0', '::'])(
  'one that listens on %s answers there already',
  async (host) => expect(await listenLocally(createServer(), host, 1)).toBeUndefined(),
);

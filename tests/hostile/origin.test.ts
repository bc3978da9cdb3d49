import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiToken } from '../support/api-token';
import { startTestServer, type TestServer } from '../support/test-server';
import { openSocket } from './support/open-socket';

let server: TestServer;
let token: string;
beforeAll(async () => {
  server = await startTestServer();
  token = await apiToken(server, ['*:read']);
});
afterAll(() => server[Symbol.asyncDispose]());

const HOSTS = ['127.0.0.1', 'localhost', '[::1]', 'ops.example.org'] as const;

/** Some 300 ways to be nearly, or not at all, a page of this server. */
function originsFor(host: string, port: number): string[] {
  const address = `${host}:${port}`;
  const names = [
    `evil.example`,
    `${host}.evil.example:${port}`,
    `evil${address}`,
    `evil.${address}`,
    `${address}.evil.example`,
    `${address}@evil.example`,
    `evil.example@${address}`,
    `user:word@${address}`,
    `${host}:${port + 1}`,
    `${host}:0${port}`,
    `${host}:${port}0`,
    `${host}`,
    `${host}:`,
    `${host}:80`,
    `${host}.:${port}`,
    `.${address}`,
    `${host}%2eevil.example:${port}`,
    `${host}%00.evil.example:${port}`,
    `${host}\\.evil.example:${port}`,
    `${host}／evil.example:${port}`,
    `${host}。evil:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `0x7f000001:${port}`,
    `0:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `[0:0:0:0:0:0:0:1]:${port}`,
    `localhost.localdomain:${port}`,
    `xn--80ak6aa92e.com`,
  ];
  const schemes = ['http://', 'https://', 'ws://', 'HTTP://', 'file://', '//', ''];
  const odd = [
    ...['null', 'NULL', 'undefined', '', ' ', '*', 'http://*', 'about:blank', 'data:text/html,x'],
    ...['http://', 'https://', 'file:///', 'chrome-extension://abc', 'blob:http://evil.example/x'],
    ...[`http://${address}/`, `http://${address}/x`, `http://${address}?`, `http://${address}#`],
    ...[` http://${address}`, `http://${address} `, `http://${address}, http://evil.example`],
    ...[`http://evil.example, http://${address}`, `http://${address}\t`, `HTTPS://${address}`],
    ...[`ws://${address}`, `wss://${address}`, `ftp://${address}`, `javascript://${address}`],
  ];
  const all = [...schemes.flatMap((scheme) => names.map((name) => scheme + name)), ...odd];
  // A header cannot carry more than Latin-1, and a client trims its ends.
  const sendable = all.map((one) => Buffer.from(one, 'utf8').toString('latin1'));
  // Of a server in plain text; the same in https is somebody else's page, and among the wrong ones.
  const right = `http://${address}`;
  const named = [...sendable, `https://${address}`];
  return [...new Set(named)].filter((one) => one.trim().toLowerCase() !== right);
}

async function opens(path: string, headers: Record<string, string>): Promise<boolean> {
  const socket = await openSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
  if (typeof socket === 'number') return false;
  socket.terminate();
  return true;
}

/** Ten at a time; those that were let in. */
async function letIn(path: string, all: readonly Record<string, string>[]) {
  const found: string[] = [];
  for (let start = 0; start < all.length; start += 10) {
    const some = all.slice(start, start + 10);
    const results = await Promise.all(some.map((headers) => opens(path, headers)));
    found.push(...some.filter((_, at) => results[at]).map(({ origin = 'none' }) => origin));
  }
  return found;
}

describe.each(HOSTS)('to a server that is called %s', (host) => {
  const wrong = () =>
    originsFor(host, server.port).map((origin) => ({ origin, host: `${host}:${server.port}` }));

  test('no page of another origin opens a socket, whatever it is called', async () => {
    expect(wrong().length).toBeGreaterThan(200);
    expect(await letIn('/ws', wrong())).toEqual([]);
  }, 30_000);

  test('nor with a token that is good: it is somebody else who holds the browser', async () => {
    const authorization = `Bearer ${token}`;
    const some = wrong().filter((_, at) => at % 5 === 0);
    const all = some.map((headers) => ({ ...headers, authorization }));
    expect(await letIn('/ws', all)).toEqual([]);
  }, 30_000);

  test('no page at all is an agent, not even one of ours', async () => {
    const own = { origin: `http://${host}:${server.port}`, host: `${host}:${server.port}` };
    expect(await letIn('/agent', [...wrong(), own])).toEqual([]);
  }, 30_000);

  test('a page of ours, a script with a token and an agent come in', async () => {
    const name = { host: `${host}:${server.port}` };
    expect(await opens('/ws', { ...name, origin: `http://${name.host}` })).toBe(true);
    expect(await opens('/ws', { ...name, authorization: `Bearer ${token}` })).toBe(true);
    expect(await opens('/agent', name)).toBe(true);
  });
});

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1@evil.example', 'x\ty'])(
  'a name that is not ours, such as %j, is answered by no door',
  async (host) => {
    const own = { host, origin: `http://${host}` };
    expect(await letIn('/ws', [own])).toEqual([]);
    expect(await letIn('/agent', [{ host }])).toEqual([]);
  },
);

describe('a change that a page of another site asks for', () => {
  const post = (headers: Record<string, string>, type = 'application/json') =>
    fetch(`${server.url}/api/trpc/auth.setUp`, {
      method: 'POST',
      headers: { 'content-type': type, ...headers },
      body: '{"json":{}}',
    });

  test('is refused for each of the wrong origins', async () => {
    const wrong = originsFor('127.0.0.1', server.port).filter((_, at) => at % 2 === 0);
    for (let start = 0; start < wrong.length; start += 10) {
      const some = wrong.slice(start, start + 10).filter((origin) => origin.trim() !== '');
      const statuses = await Promise.all(
        some.map(async (origin) => (await post({ origin })).status),
      );
      expect(statuses).toEqual(some.map(() => 403));
    }
  }, 30_000);

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused as %s, which a form can send without being asked',
    async (type) => expect([400, 403, 415]).toContain((await post({}, type)).status),
  );

  test('is refused as a GET', async () => {
    const response = await fetch(`${server.url}/api/trpc/nodes.edit?input=%7B%7D`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(405);
  });
});

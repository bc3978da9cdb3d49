import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { actorFor, startTestServer, type TestServer } from '../../support/test-server';
import { addUser, type Browser, callAnswer, signedIn } from '../auth/browser';
import { PageSocket } from '../auth/page-socket';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  await server.database.query('DELETE FROM "User"');
  await server.database.query('DELETE FROM "LoginTry"');
});

const wanted = { name: 'ci', scopes: ['*:read'], expiresInDays: 30, addressRange: '' };

async function create(browser: Browser, change: object = {}) {
  const { status, data } = await browser.mutate('tokens.create', { ...wanted, ...change });
  expect(status).toBe(200);
  return data as { id: string; token: string; expiresMs: number };
}

async function call(path: string, authorization: string, init: RequestInit = {}) {
  const headers = { authorization, 'content-type': 'application/json' };
  return callAnswer(await fetch(`${server.url}/api/trpc/${path}`, { headers, ...init }));
}

const bearer = ({ token }: { token: string }) => `Bearer ${token}`;

describe('a token', () => {
  test('is shown once, and the database has its hash only', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    expect(made.token).toMatch(/^opsk_[0-9a-f]{16}_[\w-]{43}$/);
    const secret = made.token.split('_').slice(2).join('_');
    const [row] = await server.database.prisma.apiToken.findMany();
    expect(row?.secretHash).toHaveLength(32);
    const audit = await server.services.audit.list({ limit: 50 });
    const listed = (await browser.query('tokens.list', {})).data;
    expect(JSON.stringify([row, audit, listed])).not.toContain(secret);
    expect(listed).toMatchObject([{ id: made.id, own: true, revoked: false, lastUsedMs: null }]);
  });

  test('acts as its owner, with the role that the owner has at this moment', async () => {
    const { user, browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    expect((await call('auth.me', bearer(made))).data).toMatchObject({
      id: user.id,
      role: 'admin',
    });
    expect((await call('users.list', bearer(made))).status).toBe(200);
    await server.database.query(`UPDATE "User" SET role = 'viewer' WHERE id = $1`, [user.id]);
    expect((await call('users.list', bearer(made))).status).toBe(403);
  });

  test('may do what its scopes say and no more, and nothing dangerous', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const reads = await create(browser, { scopes: ['nodes:read'] });
    expect((await call('nodes.overview', bearer(reads))).status).toBe(200);
    expect(await call('users.list', bearer(reads))).toMatchObject({
      status: 403,
      message: 'The token "ci" lacks the scope users:read.',
    });
    const all = await create(browser, { scopes: ['*:read', '*:write'] });
    const body = JSON.stringify({ json: wanted });
    expect(await call('tokens.create', bearer(all), { method: 'POST', body })).toMatchObject({
      status: 403,
      message: expect.stringContaining('No token may do this'),
    });
  });

  test.each([
    ['revoked', `"revokedAt" = now()`],
    ['expired', `"expiresAt" = now() - interval '1 second'`],
    ['another range', `"addressRange" = '10.0.0.0/8'`],
    ['a broken range', `"addressRange" = 'nonsense'`],
  ])('that is %s opens nothing, not even beside a good cookie', async (_what, change) => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    await server.database.query(`UPDATE "ApiToken" SET ${change}`);
    expect((await call('nodes.overview', bearer(made))).status).toBe(401);
    const headers = { authorization: bearer(made), cookie: browser.cookie };
    expect((await call('nodes.overview', bearer(made), { headers })).status).toBe(401);
  });

  test('of a disabled owner opens nothing', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    await server.database.query('UPDATE "User" SET "disabledAt" = now()');
    expect((await call('nodes.overview', bearer(made))).status).toBe(401);
  });

  test('opens from within its range', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser, { addressRange: '127.0.0.0/8' });
    expect((await call('nodes.overview', bearer(made))).status).toBe(200);
  });

  test.each([
    ['with another secret', (token: string) => `Bearer ${token.slice(0, -2)}xx`],
    ['cut short', (token: string) => `Bearer ${token.slice(0, -1)}`],
    ['with another id', (token: string) => `Bearer ${token.replace(/_[0-9a-f]{4}/, '_0000')}`],
    ['as a password', (token: string) => `Basic ${token}`],
    ['alone', (token: string) => token],
    ['empty', () => 'Bearer '],
  ])('%s is nobody’s', async (_what, change) => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const { token } = await create(browser);
    expect((await call('nodes.overview', change(token))).status).toBe(401);
  });

  test('is not looked for in an address', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const { token } = await create(browser);
    const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${token}` }));
    for (const query of [`token=${token}`, `connectionParams=${params}`]) {
      const answer = await fetch(`${server.url}/api/trpc/nodes.overview?${query}`);
      expect(answer.status).toBe(401);
    }
  });

  test('that nobody knows is refused with a wait after sixty tries from an address', async () => {
    const unknown = `Bearer opsk_${'0'.repeat(16)}_${'A'.repeat(43)}`;
    for (let time = 0; time < 60; time++) {
      expect((await call('nodes.overview', unknown)).status).toBe(401);
    }
    const refused = await fetch(`${server.url}/api/trpc/nodes.overview`, {
      headers: { authorization: unknown },
    });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(600);
    expect(await refused.text()).toMatch(/Wait 1\d minutes, then try again\./);
    // A neighbour's stale token stops neither who gives the password nor who has a good token.
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    expect((await call('nodes.overview', bearer(made))).status).toBe(200);
  });

  test('has its last use written down once a minute', async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const made = await create(browser);
    await call('nodes.overview', bearer(made));
    const first = await server.database.prisma.apiToken.findFirstOrThrow();
    expect(first).toMatchObject({ lastAddress: '127.0.0.1', lastUsedAt: expect.any(Date) });
    await call('nodes.overview', bearer(made));
    const second = await server.database.prisma.apiToken.findFirstOrThrow();
    expect(second.lastUsedAt).toEqual(first.lastUsedAt);
  });

  test.each([
    [{ scopes: ['nodes:erase'] }, 'nodes:erase'],
    [{ scopes: [] }, 'at least one'],
    [{ expiresInDays: 366 }, '365'],
    [{ addressRange: '10.0.0.0/33' }, '10.0.0.0/33'],
    [{ addressRange: 'example.org' }, 'address range'],
  ])('is not made with %j', async (change, word) => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    const answer = await browser.mutate('tokens.create', { ...wanted, ...change });
    expect(answer).toMatchObject({ status: 400, message: expect.stringContaining(word) });
  });
});

test('others’ tokens are seen and revoked by admins, and by nobody else', async () => {
  const owner = actorFor(await addUser(server, 'Tom', 'viewer'), systemClock);
  const { id, token } = await server.services.tokens.create(owner, wanted);
  const { browser: viewer } = await signedIn(server, 'Vic', 'viewer');
  expect((await viewer.query('tokens.list', { all: true })).status).toBe(403);
  expect((await viewer.query('tokens.list', {})).data).toEqual([]);
  expect((await viewer.mutate('tokens.revoke', { tokenId: id })).status).toBe(404);
  const { browser: admin } = await signedIn(server, 'Ada', 'admin');
  expect((await admin.query('tokens.list', { all: true })).data).toMatchObject([
    { id, userName: 'Tom', own: false },
  ]);
  expect((await admin.mutate('tokens.revoke', { tokenId: id })).status).toBe(200);
  expect((await call('auth.me', `Bearer ${token}`)).status).toBe(401);
});

test('the scopes are those of the router, without what no token may do', async () => {
  const { browser } = await signedIn(server, 'Vic', 'viewer');
  const { data } = await browser.query('tokens.scopes');
  const scopes = (data as { scope: string; help: string }[]).map(({ scope }) => scope);
  expect(scopes).toEqual(
    expect.arrayContaining(['*:read', '*:write', 'nodes:read', 'nodes:write']),
  );
  expect(scopes.filter((scope) => scope.startsWith('auth:'))).toEqual([]);
});

describe('a socket without an origin', () => {
  const authorization = async () => {
    const { browser } = await signedIn(server, 'Ada', 'admin');
    return { browser, authorization: bearer(await create(browser)) };
  };

  test('is let in with a token in its header', async () => {
    const socket = new PageSocket(server, { authorization: (await authorization()).authorization });
    expect(await socket.query('auth.me')).toMatchObject({
      result: { data: { json: { name: 'Ada' } } },
    });
    socket.socket.terminate();
  });

  test('is let in with a token in its first message', async () => {
    const socket = new PageSocket(server, {}, '?connectionParams=1');
    await socket.opened();
    const data = { authorization: (await authorization()).authorization };
    socket.send({ method: 'connectionParams', data });
    expect(await socket.query('auth.me')).toMatchObject({
      result: { data: { json: { name: 'Ada' } } },
    });
    socket.socket.terminate();
  });

  test('is not let in with somebody’s cookie', async () => {
    const { browser } = await authorization();
    const bare = new PageSocket(server, { cookie: browser.cookie });
    await bare.closed();
    expect(bare.refusal).toContain('403');
    const announced = new PageSocket(server, { cookie: browser.cookie }, '?connectionParams=1');
    await announced.opened();
    announced.send({ method: 'connectionParams', data: {} });
    expect(await announced.query('auth.me')).toMatchObject({
      error: { json: { data: { code: 'UNAUTHORIZED' } } },
    });
    await announced.closed();
  });

  test('is closed when its token does not count', async () => {
    const unknown = `Bearer opsk_${'0'.repeat(16)}_${'A'.repeat(43)}`;
    const socket = new PageSocket(server, { authorization: unknown });
    await socket.closed();
    expect(JSON.stringify(socket.messages)).toContain('Nobody knows this token.');
  });

  test('is closed when its token does not come', async () => {
    const socket = new PageSocket(server, {}, '?connectionParams=1');
    await socket.opened();
    await socket.closed();
    expect(socket.messages).toEqual([]);
  });
});

test('a page of another site opens no socket, with a token or without', async () => {
  const { browser } = await signedIn(server, 'Ada', 'admin');
  const authorization = bearer(await create(browser));
  for (const query of ['', '?connectionParams=1']) {
    const socket = new PageSocket(server, { origin: 'https://evil.example', authorization }, query);
    await socket.closed();
    expect(socket.refusal).toContain('403');
  }
});

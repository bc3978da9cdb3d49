import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import type { Actor } from '@/server/auth/actor';
import { actorFor, startTestServer, type TestServer } from '../../support/test-server';
import { addUser, type Browser, PASSWORD, signedIn } from './browser';
import { PageSocket } from './page-socket';

/** Each of those whose rights end has so many open, all of them listening. */
const SOCKETS = 50;
const CLOSED_MS_MAX = 1_000;

let server: TestServer;
let chief: Actor;
const open: PageSocket[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  await server.database.query('DELETE FROM "User"');
  await server.database.query('DELETE FROM "LoginTry"');
  chief = actorFor(await addUser(server, 'Chief', 'admin'), systemClock);
});
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.terminate();
});

async function listen(headers: Readonly<Record<string, string>>, count = SOCKETS) {
  const sockets = Array.from({ length: count }, () => new PageSocket(server, headers));
  open.push(...sockets);
  await Promise.all(sockets.map((socket) => socket.subscribe('timeline.watch')));
  return sockets;
}

const listenAs = (browser: Browser, count?: number) =>
  listen({ origin: server.url, cookie: browser.cookie }, count);

const say = (text: string) =>
  server.services.timeline.record({ kind: 'node-edited', nodeId: null, actor: 'test', text });

/** Everything closes within a second of `change`, and nothing that happens afterwards is heard. */
async function expectClosed(sockets: readonly PageSocket[], change: () => Promise<unknown>) {
  await say('before');
  await expect.poll(() => sockets.every(({ data }) => data.length > 0)).toBe(true);
  await change();
  const doneMs = performance.now();
  await say('a secret');
  await Promise.all(sockets.map((socket) => socket.closed()));
  const lastMs = Math.max(
    ...sockets.map(({ closedAtMs = Number.POSITIVE_INFINITY }) => closedAtMs),
  );
  expect(lastMs - doneMs).toBeLessThan(CLOSED_MS_MAX);
  expect(JSON.stringify(sockets.map(({ messages }) => messages))).not.toContain('a secret');
}

test('an ended session takes its sockets along, and leaves those of another session alone', async () => {
  const { user, browser } = await signedIn(server, 'Vic', 'viewer');
  const sockets = await listenAs(browser);
  const { user: other, browser: elsewhere } = await signedIn(server, 'Ann', 'viewer');
  const [bystander] = await listenAs(elsewhere, 1);
  const session = await server.database.prisma.session.findFirstOrThrow({
    where: { userId: user.id },
  });
  const by = actorFor(user, systemClock);
  await expectClosed(sockets, () => server.services.account.endSession(by, session.id));
  expect(other.id).not.toBe(user.id);
  await expect.poll(() => JSON.stringify(bystander?.messages)).toContain('a secret');
  expect(bystander?.closedAtMs).toBeUndefined();
}, 40_000);

test('signing out closes what was open', async () => {
  const { browser } = await signedIn(server, 'Vic', 'viewer');
  await expectClosed(await listenAs(browser), () => browser.post('/sign-out', {}));
}, 40_000);

test('a changed password closes what was open under the old one, here and elsewhere', async () => {
  const { user, browser } = await signedIn(server, 'Vic', 'viewer');
  const sockets = await listenAs(browser);
  const change = { currentPassword: PASSWORD, newPassword: 'another horse battery' };
  await expectClosed(sockets, async () => {
    expect((await browser.post('/change-password', change)).status).toBe(200);
  });
  // The one who changed it stays signed in, with a session that was made for it.
  expect((await browser.query('auth.me')).data).toMatchObject({ id: user.id });
  expect(await server.database.prisma.session.count({ where: { userId: user.id } })).toBe(1);
}, 40_000);

test.each([
  ['a lower role', { role: 'viewer', grants: [], disabled: false }],
  ['a grant more', { role: 'operator', grants: ['exec'], disabled: false }],
  ['a disabled account', { role: 'operator', grants: [], disabled: true }],
] as const)(
  '%s closes what was open',
  async (_what, change) => {
    const { user, browser } = await signedIn(server, 'Ope', 'operator');
    const sockets = await listenAs(browser);
    const edit = { userId: user.id, ...change, grants: [...change.grants] };
    await expectClosed(sockets, () => server.services.users.edit(chief, edit));
    const now = (await browser.query('auth.me')).data;
    if (change.disabled) expect(now).toBeNull();
    else expect(now).toMatchObject({ role: change.role, grants: change.grants });
  },
  40_000,
);

test('a removed account closes what was open', async () => {
  const { user, browser } = await signedIn(server, 'Vic', 'viewer');
  const sockets = await listenAs(browser);
  await expectClosed(sockets, () => server.services.users.remove(chief, user.id));
}, 40_000);

async function tokenFor(name: string) {
  const by = actorFor(await addUser(server, name, 'viewer'), systemClock);
  const wanted = { name: 'ci', scopes: ['*:read'], expiresInDays: 1, addressRange: '' };
  const { id, token } = await server.services.tokens.create(by, wanted);
  return { by, id, headers: { authorization: `Bearer ${token}` } };
}

test('a revoked token closes what was open with it', async () => {
  const { by, id, headers } = await tokenFor('Tom');
  const sockets = await listen(headers);
  await expectClosed(sockets, () => server.services.tokens.revoke(by, id));
}, 40_000);

test('a disabled owner closes what was open with the token', async () => {
  const { by, headers } = await tokenFor('Tom');
  const sockets = await listen(headers);
  const edit = { userId: by.user.id, role: 'viewer' as const, grants: [], disabled: true };
  await expectClosed(sockets, () => server.services.users.edit(chief, edit));
}, 40_000);

test('a token that expires closes what was open with it', async () => {
  const { id, headers } = await tokenFor('Tom');
  const expiresAt = new Date(Date.now() + 4_000);
  await server.database.prisma.apiToken.update({ where: { id }, data: { expiresAt } });
  const sockets = await listen(headers, 5);
  await expectClosed(sockets, async () => {
    await new Promise((resolve) => setTimeout(resolve, expiresAt.getTime() - Date.now() + 100));
  });
}, 40_000);

test('an answer that streams over HTTP ends with its session too', async () => {
  const { user, browser } = await signedIn(server, 'Vic', 'viewer');
  const input = encodeURIComponent(JSON.stringify({ json: {} }));
  const answer = await browser.fetch(`/api/trpc/timeline.watch?input=${input}`, {
    headers: { accept: 'text/event-stream' },
  });
  expect(answer.status).toBe(200);
  const reading = answer.text().catch(() => 'cut off');
  await say('before');
  await server.services.users.endSessions(chief, user.id);
  await say('a secret');
  expect(await reading).not.toContain('a secret');
});

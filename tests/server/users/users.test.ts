import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { actorFor, startTestServer, type TestServer } from '../../support/test-server';
import { addUser, Browser, PASSWORD, signedIn } from '../auth/browser';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  await server.database.query('DELETE FROM "User"');
  await server.database.query('DELETE FROM "LoginTry"');
});

const codeOf = (data: unknown) => String((data as { link: string }).link).split('#')[1];
const actionsOf = async (userId: string) => {
  const { entries } = await server.services.audit.list({ limit: 50, target: `user:${userId}` });
  return entries.map(({ action }) => action);
};

describe('an invitation', () => {
  const bob = { name: 'Bob', email: 'Bob@Example.org', role: 'operator' };

  async function invited() {
    const { browser: admin } = await signedIn(server, 'Ada', 'admin');
    const { status, data } = await admin.mutate('users.invite', bob);
    expect(status).toBe(200);
    return { admin, code: codeOf(data), data: data as { link: string; expiresMs: number } };
  }

  test('is a link good for three days, whose code is in the fragment and not in the database', async () => {
    const { code, data } = await invited();
    expect(data.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/invite#[\w-]{43}$/);
    expect(data.expiresMs / 3_600_000).toBeCloseTo(Date.now() / 3_600_000 + 72, 1);
    const rows = await server.database.prisma.verification.findMany();
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  test('greets whom it is for, lets them choose a password, and works once', async () => {
    const { code } = await invited();
    const browser = new Browser(server);
    expect((await browser.query('auth.inviteState', { code })).data).toEqual({
      name: 'Bob',
      email: 'bob@example.org',
      kind: 'invite',
    });
    const answer = { code, name: 'Bobby', password: 'brand new horse battery' };
    const accepted = await Promise.all([
      browser.mutate('auth.acceptInvite', answer),
      new Browser(server).mutate('auth.acceptInvite', answer),
    ]);
    expect(accepted.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await browser.query('auth.inviteState', { code })).data).toBeNull();
    expect((await browser.signIn('bob@example.org', answer.password)).status).toBe(200);
    const me = (await browser.query('auth.me')).data as { id: string };
    expect(me).toMatchObject({ name: 'Bobby', role: 'operator', grants: [] });
    expect(await actionsOf(me.id)).toEqual(['user.sign-in', 'user.accept', 'user.invite']);
  });

  test('takes no password that is too easy, and is still good afterwards', async () => {
    const { code } = await invited();
    const browser = new Browser(server);
    const weak = await browser.mutate('auth.acceptInvite', {
      code,
      name: 'Bob',
      password: 'aaaaaaaaaaaaaa',
    });
    expect(weak).toMatchObject({ status: 400, message: expect.stringContaining('repeats') });
    expect((await browser.query('auth.inviteState', { code })).data).not.toBeNull();
  });

  test('is not sent to an address that has an account', async () => {
    const { admin } = await invited();
    const again = await admin.mutate('users.invite', { ...bob, email: 'bob@example.org' });
    expect(again).toMatchObject({ status: 409 });
  });

  test('runs out', async () => {
    const { code } = await invited();
    await server.database.query(`UPDATE "Verification" SET "expiresAt" = now()`);
    const browser = new Browser(server);
    expect((await browser.query('auth.inviteState', { code })).data).toBeNull();
    const late = await browser.mutate('auth.acceptInvite', { code, name: 'B', password: PASSWORD });
    expect(late).toMatchObject({ status: 403 });
  });
});

test('a reset link replaces the password and the link before it, and ends the sessions', async () => {
  const { browser: admin } = await signedIn(server, 'Ada', 'admin');
  const { user, browser } = await signedIn(server, 'Bob', 'viewer');
  const first = codeOf((await admin.mutate('users.resetLink', { userId: user.id })).data);
  const second = codeOf((await admin.mutate('users.resetLink', { userId: user.id })).data);
  const stranger = new Browser(server);
  expect((await stranger.query('auth.inviteState', { code: first })).data).toBeNull();
  expect((await stranger.query('auth.inviteState', { code: second })).data).toMatchObject({
    kind: 'reset',
  });
  const answer = { code: second, name: 'Bob', password: 'brand new horse battery' };
  expect((await stranger.mutate('auth.acceptInvite', answer)).status).toBe(200);
  expect((await browser.query('auth.me')).data).toBeNull();
  expect((await new Browser(server).signIn(user.email, PASSWORD)).status).toBe(401);
  expect((await new Browser(server).signIn(user.email, answer.password)).status).toBe(200);
});

describe('the last admin', () => {
  const conflict = { status: 409, message: expect.stringContaining('last admin') };

  test('cannot be made less, disabled or removed, not even by himself', async () => {
    const { user, browser } = await signedIn(server, 'Ada', 'admin');
    // One who was invited and never came cannot look after anything.
    await browser.mutate('users.invite', { name: 'Eve', email: 'eve@x.org', role: 'admin' });
    const same = { userId: user.id, role: 'admin', grants: [], disabled: false };
    expect(await browser.mutate('users.edit', { ...same, role: 'operator' })).toMatchObject(
      conflict,
    );
    expect(await browser.mutate('users.edit', { ...same, disabled: true })).toMatchObject(conflict);
    expect(await browser.mutate('users.remove', { userId: user.id })).toMatchObject(conflict);
    expect((await browser.mutate('users.edit', same)).status).toBe(200);
  });

  test('stays when two admins remove one another at the same time', async () => {
    const admins = [await addUser(server, 'Ada', 'admin'), await addUser(server, 'Bob', 'admin')];
    const by = admins.map((user) => actorFor(user, systemClock));
    const [ada, bob] = by;
    if (ada === undefined || bob === undefined) throw new Error('two admins expected');
    const results = await Promise.allSettled([
      server.services.users.remove(ada, bob.user.id),
      server.services.users.remove(bob, ada.user.id),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await server.database.prisma.user.count({ where: { role: 'admin' } })).toBe(1);
  });
});

test('an edit tells the audit log what changed and nothing else, and holds at once', async () => {
  const { browser: admin } = await signedIn(server, 'Ada', 'admin');
  const { user, browser } = await signedIn(server, 'Bob', 'viewer');
  const edit = { userId: user.id, role: 'viewer', grants: ['exec'], disabled: false };
  expect((await admin.mutate('users.edit', edit)).status).toBe(200);
  expect((await browser.query('auth.me')).data).toMatchObject({ grants: ['exec'] });
  const { entries } = await server.services.audit.list({ limit: 1, action: 'user.edit' });
  expect(entries[0]).toMatchObject({
    actorName: 'Ada',
    door: 'browser',
    targetName: 'Bob',
    before: { grants: [] },
    after: { grants: ['exec'] },
  });
  expect(Object.keys(entries[0]?.after ?? {})).toEqual(['grants']);
});

test('the list says who is there, since when, and how many sessions they have', async () => {
  const { user, browser } = await signedIn(server, 'Ada', 'admin');
  await addUser(server, 'Bob', 'viewer');
  const { data } = await browser.query('users.list');
  expect(data).toMatchObject([
    { id: user.id, name: 'Ada', sessions: 1, twoFactor: false, disabled: false },
    { name: 'Bob', sessions: 0, lastSignInMs: null },
  ]);
  expect((data as { lastSignInMs: number }[])[0]?.lastSignInMs).toBeGreaterThan(
    Date.now() - 60_000,
  );
});

describe('an account of one’s own', () => {
  test('lists its sessions, and ends one or all the others', async () => {
    const { user, browser } = await signedIn(server, 'Bob', 'viewer');
    const others = [new Browser(server), new Browser(server), new Browser(server)];
    for (const other of others) await other.signIn(user.email);
    const rows = (await browser.query('account.sessions')).data as {
      id: string;
      current: boolean;
    }[];
    expect(rows).toHaveLength(4);
    expect(rows.filter(({ current }) => current)).toHaveLength(1);
    const [first] = rows.filter(({ current }) => !current);
    expect((await browser.mutate('account.endSession', { sessionId: first?.id })).status).toBe(200);
    expect((await browser.mutate('account.endSession', { sessionId: first?.id })).status).toBe(404);
    expect((await browser.mutate('account.endOtherSessions')).status).toBe(200);
    expect((await browser.query('account.sessions')).data).toMatchObject([{ current: true }]);
    for (const other of others) expect((await other.query('auth.me')).data).toBeNull();
  });

  test('ends nobody else’s session', async () => {
    const { user } = await signedIn(server, 'Ada', 'admin');
    const { browser } = await signedIn(server, 'Bob', 'viewer');
    const session = await server.database.prisma.session.findFirstOrThrow({
      where: { userId: user.id },
    });
    const answer = await browser.mutate('account.endSession', { sessionId: session.id });
    expect(answer.status).toBe(404);
    expect(await server.database.prisma.session.count({ where: { userId: user.id } })).toBe(1);
  });

  test('gets another session with each sign-in, and the cookie before it does not change', async () => {
    const { user, browser } = await signedIn(server, 'Bob', 'viewer');
    const before = browser.cookie;
    await browser.signIn(user.email);
    expect(browser.cookie).not.toBe(before);
  });

  test('takes no new password that is too easy', async () => {
    const { browser } = await signedIn(server, 'Bob', 'viewer');
    const change = { currentPassword: PASSWORD, newPassword: 'bob bob bob bob' };
    const answer = await browser.post('/change-password', change);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('Choose another password') },
    });
  });

  test('must be proven again after five minutes for what is dangerous, and says so to machines', async () => {
    const { user, browser } = await signedIn(server, 'Ada', 'admin');
    await server.database.query(
      `UPDATE "Session" SET "provenAt" = now() - interval '6 minutes' WHERE "userId" = $1`,
      [user.id],
    );
    const invite = { name: 'Eve', email: 'eve@x.org', role: 'viewer' };
    expect(await browser.mutate('users.invite', invite)).toMatchObject({
      status: 403,
      reason: 'prove-again',
    });
    expect(await browser.mutate('account.prove', { password: 'not it at all' })).toMatchObject({
      status: 403,
      reason: null,
    });
    expect((await browser.mutate('account.prove', { password: PASSWORD })).status).toBe(200);
    expect((await browser.mutate('users.invite', invite)).status).toBe(200);
  });
});

describe('a session', () => {
  async function age(column: string, interval: string) {
    const { user, browser } = await signedIn(server, 'Bob', 'viewer');
    await server.database.query(
      `UPDATE "Session" SET ${column} = ${column} - interval '${interval}' WHERE "userId" = $1`,
      [user.id],
    );
    return browser;
  }
  const me = async (browser: Browser) => (await browser.query('auth.me')).data;

  test('ends after twelve hours without use, and not before', async () => {
    expect(await me(await age('"updatedAt"', '11 hours 59 minutes'))).not.toBeNull();
    await server.database.query('DELETE FROM "User"');
    expect(await me(await age('"updatedAt"', '12 hours 1 second'))).toBeNull();
  });

  test('ends after seven days, however much it is used', async () => {
    const browser = await age('"expiresAt"', '6 days 23 hours 59 minutes');
    for (let time = 0; time < 3; time++) expect(await me(browser)).not.toBeNull();
    await server.database.query(`UPDATE "Session" SET "expiresAt" = now() - interval '1 second'`);
    expect(await me(browser)).toBeNull();
  });

  test('is used when it is used: the time is written down once a minute', async () => {
    const browser = await age('"updatedAt"', '2 hours');
    await me(browser);
    const { updatedAt } = await server.database.prisma.session.findFirstOrThrow();
    expect(Date.now() - updatedAt.getTime()).toBeLessThan(30_000);
    await me(browser);
    const again = await server.database.prisma.session.findFirstOrThrow();
    expect(again.updatedAt).toEqual(updatedAt);
  });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { totpCode } from '@/server/auth/totp';
import { startTestServer, type TestServer } from '../../support/test-server';
import { addUser, Browser, PASSWORD, signedIn } from './browser';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  await server.database.query('DELETE FROM "User"');
  await server.database.query('DELETE FROM "LoginTry"');
});

/** The key as an authenticator app reads it from the QR code. */
function secretOf(totpUri: unknown): Buffer {
  const base32 = new URL(String(totpUri)).searchParams.get('secret') ?? '';
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

async function withTwoFactor() {
  const { user, browser } = await signedIn(server, 'Ada', 'admin');
  const enabled = await browser.post('/two-factor/enable', { password: PASSWORD });
  expect(enabled.status).toBe(200);
  const secret = secretOf(enabled.body.totpURI);
  // The code of the step before is right too, and leaves the present one to the test.
  const code = totpCode(secret, Date.now() - 30_000);
  const verified = await browser.post('/two-factor/verify-totp', { code });
  expect(verified.status).toBe(200);
  return { user, browser, secret, backupCodes: enabled.body.backupCodes ?? [] };
}

const sessionsOf = (userId: string) => server.database.prisma.session.count({ where: { userId } });

test('the right password alone opens no session once a second factor is on; the code does', async () => {
  const { user, secret } = await withTwoFactor();
  await server.database.query('DELETE FROM "Session"');
  const browser = new Browser(server);
  const password = await browser.signIn(user.email);
  expect(password.body).toMatchObject({ twoFactorRedirect: true });
  expect(browser.cookie).not.toContain('session_token');
  expect(await sessionsOf(user.id)).toBe(0);
  expect((await browser.query('auth.me')).data).toBeNull();

  const answer = await browser.post('/two-factor/verify-totp', {
    code: totpCode(secret, Date.now()),
  });
  expect(answer.status).toBe(200);
  expect((await browser.query('auth.me')).data).toMatchObject({ name: 'Ada', role: 'admin' });
});

test('a code is taken once, by one of those who send it at the same time', async () => {
  const { user, secret } = await withTwoFactor();
  const browsers = [new Browser(server), new Browser(server), new Browser(server)];
  for (const browser of browsers) await browser.signIn(user.email);
  const code = totpCode(secret, Date.now());
  const answers = await Promise.all(
    browsers.map((browser) => browser.post('/two-factor/verify-totp', { code })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  expect(answers.filter(({ body }) => body.code === 'CODE_USED')).toHaveLength(2);
});

test('a backup code opens a session once', async () => {
  const { user, backupCodes } = await withTwoFactor();
  expect(backupCodes).toHaveLength(10);
  const statuses: number[] = [];
  for (let time = 0; time < 2; time++) {
    const browser = new Browser(server);
    await browser.signIn(user.email);
    const answer = await browser.post('/two-factor/verify-backup-code', { code: backupCodes[0] });
    statuses.push(answer.status);
  }
  expect(statuses).toEqual([200, 401]);
});

test('wrong codes are ten tries and then a wait, with the password right each time', async () => {
  const { user } = await withTwoFactor();
  await server.database.query('DELETE FROM "LoginTry"');
  const answers: number[] = [];
  let tries = 0;
  while (tries < 14) {
    const browser = new Browser(server);
    answers.push((await browser.signIn(user.email)).status);
    const code = String(tries).padStart(6, '0');
    answers.push((await browser.post('/two-factor/verify-totp', { code })).status);
    tries += 2;
  }
  expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(answers.slice(0, 10)).not.toContain(429);
  expect(answers.slice(11).every((status) => status !== 200)).toBe(true);
});

test('the first wrong code and the last one there is stand in the audit log', async () => {
  const { user } = await withTwoFactor();
  await server.database.query('DELETE FROM "LoginTry"');
  for (let guess = 0; guess < 5; guess++) {
    const browser = new Browser(server);
    await browser.signIn(user.email);
    const path = guess % 2 === 0 ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code';
    const answer = await browser.post(path, { code: String(guess).padStart(6, '0') });
    expect(answer.status).toBe(401);
  }
  const { entries } = await server.services.audit.list({ limit: 50, target: `user:${user.id}` });
  const told = entries.filter(({ action }) => action === 'user.sign-in-refused');
  expect(told.map(({ after }) => after)).toEqual([
    { tries: 10, what: 'code' },
    { tries: 2, what: 'code' },
  ]);
}, 60_000);

test('no device is trusted to go without its code', async () => {
  const { user, secret } = await withTwoFactor();
  const browser = new Browser(server);
  await browser.signIn(user.email);
  const code = totpCode(secret, Date.now());
  await browser.post('/two-factor/verify-totp', { code, trustDevice: true });
  expect(browser.cookie).not.toContain('trust_device');
  expect((await browser.signIn(user.email)).body).toMatchObject({ twoFactorRedirect: true });
});

test('neither secret nor backup codes stand in the database as they are', async () => {
  const { secret, backupCodes } = await withTwoFactor();
  const [row] = await server.database.prisma.twoFactor.findMany();
  const stored = JSON.stringify(row);
  expect(stored).not.toContain(secret.toString());
  for (const code of backupCodes) expect(stored).not.toContain(code);
});

test('it is turned off with the password only, and both are in the audit log', async () => {
  const { user, browser } = await withTwoFactor();
  const wrong = await browser.post('/two-factor/disable', { password: 'not my password at all' });
  expect(wrong.status).toBe(400);
  expect((await browser.query('account.show')).data).toMatchObject({ twoFactor: true });
  expect((await browser.post('/two-factor/disable', { password: PASSWORD })).status).toBe(200);
  expect((await browser.query('account.show')).data).toMatchObject({ twoFactor: false });
  const { entries } = await server.services.audit.list({ limit: 50, target: `user:${user.id}` });
  const actions = entries.map(({ action }) => action);
  expect(actions).toContain('two-factor.on');
  expect(actions).toContain('two-factor.off');
});

test('proving who one is asks for the code as well, once it is on', async () => {
  const { browser, secret } = await withTwoFactor();
  const bare = await browser.mutate('account.prove', { password: PASSWORD });
  expect(bare).toMatchObject({ status: 403, message: expect.stringContaining('code') });
  const code = totpCode(secret, Date.now());
  const proven = await browser.mutate('account.prove', { password: PASSWORD, code });
  expect(proven).toMatchObject({ status: 200, data: { provenMs: expect.any(Number) } });
  const again = await browser.mutate('account.prove', { password: PASSWORD, code });
  expect(again).toMatchObject({ status: 403, message: expect.stringContaining('already') });
});

test('somebody without a second factor is not asked for a code', async () => {
  const user = await addUser(server, 'Bob', 'viewer');
  const browser = new Browser(server);
  expect((await browser.signIn(user.email)).status).toBe(200);
  expect((await browser.mutate('account.prove', { password: PASSWORD })).status).toBe(200);
});

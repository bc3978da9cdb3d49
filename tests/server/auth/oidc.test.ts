import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openOidc } from '@/server/auth/oidc-settings';
import { startTestServer, type TestServer } from '../../support/test-server';
import { addUser, Browser } from './browser';
import { OidcProvider } from './oidc-provider';

describe("the company's sign-in service", () => {
  let provider: OidcProvider;
  let server: TestServer;
  beforeAll(async () => {
    provider = await OidcProvider.start();
    server = await startTestServer({ oidc: provider.config });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await server.database.query('DELETE FROM "User"');
    provider.faults = {};
    provider.person = { sub: 'p-1', email: 'ada@example.org', email_verified: true, name: 'Ada L' };
  });

  async function start(browser: Browser, callbackURL = '/nodes'): Promise<string> {
    const { status, body } = await browser.post('/sign-in/oauth2', { callbackURL });
    expect(status).toBe(200);
    return String(body.url);
  }

  /** @returns where the browser is sent in the end */
  async function signIn(browser: Browser, change: (back: URL) => void = () => {}) {
    const back = provider.authorise(await start(browser));
    change(back);
    const answer = await browser.fetch(`${back.pathname}${back.search}`);
    expect(answer.status).toBe(302);
    return answer.headers.get('location') ?? '';
  }

  const me = async (browser: Browser) => (await browser.query('auth.me')).data;

  test('is asked for nothing before somebody chooses it', async () => {
    expect(provider.requests).toEqual([]);
    const browser = new Browser(server);
    expect((await browser.query('auth.methods')).data).toEqual({
      oidc: { name: 'Example ID' },
      twoFactor: true,
    });
    expect(provider.requests).toEqual([]);
  });

  test('opens the account that an admin made for the verified address, with its role', async () => {
    const user = await addUser(server, 'Ada', 'operator');
    const browser = new Browser(server);
    expect(await signIn(browser)).toBe('/nodes');
    expect(await me(browser)).toEqual(user);
    expect((await browser.query('account.show')).data).toMatchObject({ hasPassword: true });
    const { entries } = await server.services.audit.list({ limit: 10, actorId: user.id });
    expect(entries[0]).toMatchObject({ action: 'user.sign-in', after: { by: 'provider' } });
  });

  test('leaves whoever never chose a password without one, and the account says so', async () => {
    await server.database.prisma.user.create({
      data: { id: 'u-1', name: 'Ada', email: 'ada@example.org', role: 'viewer' },
    });
    const browser = new Browser(server);
    await signIn(browser);
    expect((await browser.query('account.show')).data).toMatchObject({ hasPassword: false });
  });

  test('keeps none of its tokens in the database', async () => {
    await addUser(server, 'Ada', 'operator');
    for (let time = 0; time < 2; time++) await signIn(new Browser(server));
    const { rows } = await server.database.query(
      `SELECT "accessToken", "refreshToken", "idToken" FROM "Account"
       WHERE "providerId" = 'opsbro'`,
    );
    expect(rows).toEqual([{ accessToken: null, refreshToken: null, idToken: null }]);
  });

  test('sends the code challenge of PKCE, a state and a nonce', async () => {
    const url = new URL(await start(new Browser(server)));
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(url.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(url.searchParams.get('state')?.length).toBeGreaterThanOrEqual(32);
    expect(url.searchParams.get('nonce')?.length).toBeGreaterThanOrEqual(32);
    expect(url.searchParams.get('scope')).toContain('openid');
  });

  test('is asked to have the person prove it again', async () => {
    const { searchParams } = new URL(await start(new Browser(server)));
    expect(searchParams.get('prompt')).toBe('login');
    expect(searchParams.get('max_age')).toBe('0');
  });

  test.each([
    ['an hour ago', 3_600],
    ['it does not say when', null],
  ])('opens nothing for who proved it %s, the first time and later', async (_when, authAgeS) => {
    await addUser(server, 'Ada', 'admin');
    provider.faults = { authAgeS };
    const first = new Browser(server);
    expect(await signIn(first)).toContain('/login?error=unable_to_link_account');
    expect(await me(first)).toBeNull();
    provider.faults = {};
    expect(await signIn(new Browser(server))).toBe('/nodes');
    provider.faults = { authAgeS };
    const later = new Browser(server);
    expect(await signIn(later)).toContain('/login?error=unable_to_update_account');
    expect(await me(later)).toBeNull();
  });

  test('is believed without asking again where it cannot, and the operator said so', async () => {
    const config = { ...provider.config, askAgain: false };
    await using lenient = await startTestServer({ oidc: config });
    await addUser(lenient, 'Ada', 'viewer');
    provider.faults = { authAgeS: null };
    const browser = new Browser(lenient);
    const url = new URL(await start(browser));
    expect([url.searchParams.get('prompt'), url.searchParams.get('max_age')]).toEqual([null, null]);
    const back = provider.authorise(url.href);
    const answer = await browser.fetch(`${back.pathname}${back.search}`);
    expect(answer.headers.get('location')).toBe('/nodes');
    expect(await me(browser)).toMatchObject({ name: 'Ada' });
  });

  test('makes no account for somebody whom nobody has invited', async () => {
    const browser = new Browser(server);
    expect(await signIn(browser)).toContain('/login?error=signup_disabled');
    expect(await me(browser)).toBeNull();
    expect(await server.database.prisma.user.count()).toBe(0);
  });

  test('opens nothing for an address that it has not verified', async () => {
    await addUser(server, 'Ada', 'admin');
    provider.person.email_verified = false;
    const browser = new Browser(server);
    expect(await signIn(browser)).toContain('/login?error=account_not_linked');
    expect(await me(browser)).toBeNull();
  });

  test('opens no account that is disabled', async () => {
    const { id } = await addUser(server, 'Ada', 'admin');
    await server.database.prisma.user.update({ where: { id }, data: { disabledAt: new Date() } });
    const browser = new Browser(server);
    expect(await signIn(browser)).toContain('error=ACCOUNT_DISABLED');
    expect(await me(browser)).toBeNull();
  });

  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  test.each([
    ['nonce', { nonce: 'another-nonce' }],
    ['audience', { audience: 'another-client' }],
    ['issuer', { issuer: 'https://id.example.net' }],
    ['signature', { signWith: stranger }],
    ['time', { expired: true }],
  ])('is not believed with a wrong %s in its token', async (_what, faults) => {
    await addUser(server, 'Ada', 'admin');
    provider.faults = faults;
    const browser = new Browser(server);
    expect(await signIn(browser)).toContain('/login?error=');
    expect(await me(browser)).toBeNull();
  });

  test.each([
    ['made up', (back: URL) => back.searchParams.set('state', 'x'.repeat(32))],
    ['missing', (back: URL) => back.searchParams.delete('state')],
  ])('is not believed with a state that is %s', async (_what, change) => {
    await addUser(server, 'Ada', 'admin');
    const browser = new Browser(server);
    expect(await signIn(browser, change)).toContain('/login?error=');
    expect(await me(browser)).toBeNull();
  });

  test('signs in the browser that began, and not one that was sent the link', async () => {
    await addUser(server, 'Ada', 'admin');
    const back = provider.authorise(await start(new Browser(server)));
    const victim = new Browser(server);
    const answer = await victim.fetch(`${back.pathname}${back.search}`);
    expect(answer.headers.get('location')).toContain('/login?error=state_mismatch');
    expect(await me(victim)).toBeNull();
  });

  test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'leads back to a page of ours, whatever was asked for: %s',
    async (callbackURL) => {
      await addUser(server, 'Ada', 'admin');
      const browser = new Browser(server);
      const back = provider.authorise(await start(browser, callbackURL));
      const answer = await browser.fetch(`${back.pathname}${back.search}`);
      expect(answer.headers.get('location')).toBe('/');
    },
  );
});

test('one that does not answer is said so, is asked again, and holds up no password', async () => {
  const gone = await OidcProvider.start();
  const { config } = gone;
  await gone[Symbol.asyncDispose]();
  await using server = await startTestServer({ oidc: config });
  const { email } = await addUser(server, 'Ada', 'viewer');
  const browser = new Browser(server);
  const refused = await browser.post('/sign-in/oauth2', { callbackURL: '/' });
  expect(refused).toMatchObject({ status: 502, body: { code: 'PROVIDER_UNREACHABLE' } });
  expect((await browser.signIn(email)).status).toBe(200);
});

test('where none is configured there is none', async () => {
  await using server = await startTestServer();
  const browser = new Browser(server);
  expect((await browser.query('auth.methods')).data).toMatchObject({ oidc: null });
  expect((await browser.post('/sign-in/oauth2', { callbackURL: '/' })).status).toBe(404);
});

test('of the library nothing can be reached that is not listed', async () => {
  await using server = await startTestServer();
  const browser = new Browser(server);
  for (const path of [
    '/sign-up/email',
    '/sign-in/social',
    '/update-user',
    '/change-email',
    '/delete-user',
    '/revoke-sessions',
    '/reset-password',
    '/two-factor/get-totp-uri',
    '/two-factor/send-otp',
    '/callback/github',
    '/sign-in/oauth2/',
    '/sign-out%2f..%2fsign-up/email',
  ]) {
    expect([404, 400]).toContain((await browser.post(path, {})).status);
  }
  expect((await browser.fetch('/api/auth/get-session')).status).toBe(404);
  expect((await browser.fetch('/api/auth/sign-out')).status).toBe(400);
});

describe('its settings', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'opsbro-oidc-')), 'secret');
  writeFileSync(file, 'hush\n');
  const good = {
    issuer: 'https://id.example.org/realm',
    clientId: 'ops',
    clientSecretFile: file,
    name: '',
    askAgain: true,
  };

  test('are a config, named after the host where no name is given', () => {
    const { issuer, clientId } = good;
    const config = { issuer, clientId, clientSecret: 'hush', name: 'id.example.org' };
    expect(openOidc(good)).toEqual({ ...config, askAgain: true });
    const none = { issuer: '', clientId: '', clientSecretFile: '', name: '', askAgain: true };
    expect(openOidc(none)).toBeUndefined();
  });

  test.each([
    [{ issuer: 'http://id.example.org' }, 'https'],
    [{ issuer: 'nonsense' }, 'ISSUER'],
    [{ clientId: '' }, 'CLIENT_ID'],
    [{ clientSecretFile: '' }, 'CLIENT_SECRET_FILE'],
    [{ clientSecretFile: '/nowhere/secret' }, 'ENOENT'],
  ])('with %j are refused by name', (change, word) => {
    expect(() => openOidc({ ...good, ...change })).toThrow(word);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer } from '../../support/test-server';

const account = { name: 'Ada', email: 'Ada@Example.org', password: 'correct horse battery' };

function signIn(server: TestServer, email: string, password: string): Promise<Response> {
  return fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email, password }),
  });
}

describe('the first account', () => {
  const clock = new FakeClock(Date.now());
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ clock });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('needs the code from the console, whole and right', async () => {
    const nobody = server.as(undefined);
    expect(await nobody.auth.setUpState()).toEqual({ needed: true });
    const code = await server.services.setUp.issueCode();
    for (const wrong of ['x', `${code}x`, String(code).slice(1)]) {
      await expect(nobody.auth.setUp({ ...account, code: wrong })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await nobody.auth.setUpState()).toEqual({ needed: true });
  });

  test('is not made by a code that has expired', async () => {
    const code = String(await server.services.setUp.issueCode());
    await clock.advance(60 * 60_000 + 1);
    await expect(server.as(undefined).auth.setUp({ ...account, code })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('is not made by guessing: ten wrong codes use the right one up', async () => {
    const code = String(await server.services.setUp.issueCode());
    const nobody = server.as(undefined);
    for (let guess = 0; guess < 10; guess++) {
      await expect(nobody.auth.setUp({ ...account, code: `no-${guess}` })).rejects.toThrow();
    }
    await expect(nobody.auth.setUp({ ...account, code })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test.each([
    [{ password: 'short' }, 'At least 12 characters'],
    [{ email: 'no address' }, 'not an e-mail address'],
    [{ name: '  ' }, 'Say what to call you'],
  ])('refuses %j with a sentence', async (change, sentence) => {
    const code = String(await server.services.setUp.issueCode());
    const wanted = { ...account, ...change, code };
    await expect(server.as(undefined).auth.setUp(wanted)).rejects.toThrow(sentence);
  });

  test('is made once, however many ask at the same time, and is an admin', async () => {
    const code = String(await server.services.setUp.issueCode());
    const tries = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        server.as(undefined).auth.setUp({ ...account, email: `ada${index}@example.org`, code }),
      ),
    );
    const made = tries.filter(({ status }) => status === 'fulfilled');
    expect(made).toHaveLength(1);
    expect(made[0]).toMatchObject({ value: { role: 'admin', name: 'Ada' } });
    expect(await server.database.prisma.user.count()).toBe(1);
    expect(await server.services.setUp.issueCode()).toBeUndefined();
  });
});

describe('signing in', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    const code = String(await server.services.setUp.issueCode());
    await server.as(undefined).auth.setUp({ ...account, code });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('gives a cookie that scripts cannot read, and the cookie says who one is', async () => {
    const answer = await signIn(server, 'ada@example.org', account.password);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^opsbro\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);

    const headers = { cookie: cookie.split(';', 1)[0] ?? '' };
    const me = await fetch(`${server.url}/api/trpc/auth.me`, { headers });
    expect(await me.json()).toMatchObject({
      result: { data: { json: { name: 'Ada', email: 'ada@example.org', role: 'admin' } } },
    });
  });

  test('says the same of a wrong password and of an unknown address', async () => {
    const wrong = await signIn(server, 'ada@example.org', 'wrong horse battery');
    const unknown = await signIn(server, 'bob@example.org', 'wrong horse battery');
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  test('is slowed down for whoever guesses', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++) {
      statuses.push((await signIn(server, 'ada@example.org', `guess number ${guess}`)).status);
    }
    expect(statuses).toContain(429);
  });

  test('does not come from a cookie that was made up', async () => {
    const headers = { cookie: 'opsbro.session_token=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bbbb' };
    const me = await fetch(`${server.url}/api/trpc/auth.me`, { headers });
    expect(await me.json()).toMatchObject({ result: { data: { json: null } } });
  });
});

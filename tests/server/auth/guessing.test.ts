import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/common/node/system-clock';
import { PASSWORD_COST } from '@/server/auth/password-hash';
import { createWorkGate } from '@/server/work-gate';
import { rankTest } from '../../support/rank-test';
import { actorFor, admin, startTestServer, type TestServer } from '../../support/test-server';
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

const WRONG = 'wrong horse battery';

test.each(['ada@example.org', 'nobody@example.org'])(
  'ten tries at %s are answered, and the next ones with the wait in words, however they come',
  async (email) => {
    await addUser(server, 'Ada', 'admin');
    const tries = Array.from({ length: 13 }, () => new Browser(server).signIn(email, WRONG));
    const answers = await Promise.all(tries);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toEqual({
      code: 'TOO_MANY',
      message: 'Too many tries for this account. Wait 15 minutes, then try again.',
    });
    const right = await new Browser(server).signIn(email, PASSWORD);
    expect(right.status).toBe(429);
  },
  60_000,
);

test('an account that does not exist answers like one that does', async () => {
  await addUser(server, 'Ada', 'admin');
  const known = await new Browser(server).signIn('ada@example.org', WRONG);
  const unknown = await new Browser(server).signIn('nobody@example.org', WRONG);
  expect(known).toEqual(unknown);
  expect(known.status).toBe(401);
});

test('an account that does not exist takes as long as one that does', async () => {
  await using dear = await startTestServer({ passwordCost: PASSWORD_COST });
  const { email } = await addUser(dear, 'Ada', 'admin');
  // With the first sign-in its hash is made anew at today's cost.
  expect((await new Browser(dear).signIn(email)).status).toBe(200);
  // By chance one round in a hundred looks different; three in a row do not.
  const rounds: number[] = [];
  while (rounds.length < 3 && !rounds.some((chance) => chance > 0.01)) {
    const { known, unknown } = await signInTimes(dear, 10);
    rounds.push(rankTest(known, unknown));
  }
  expect(Math.max(...rounds)).toBeGreaterThan(0.01);
}, 180_000);

/** Interleaved, so that whatever else the machine does falls on both alike. */
async function signInTimes(dear: TestServer, rounds: number) {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let round = 0; round < rounds; round++) {
    const order =
      round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of order) {
      await dear.database.query('DELETE FROM "LoginTry"');
      const email = kind === 'known' ? 'ada@example.org' : `nobody${round}@example.org`;
      const startMs = performance.now();
      await new Browser(dear).signIn(email, WRONG);
      times[kind].push(performance.now() - startMs);
    }
  }
  return times;
}

test('the test above would see a difference of a tenth', () => {
  const known = Array.from({ length: 10 }, (_, index) => 250 + ((index * 7) % 10));
  const unknown = known.map((ms) => ms * 1.1);
  expect(rankTest(known, unknown)).toBeLessThan(0.01);
  expect(rankTest(known, [...known].reverse())).toBeGreaterThan(0.9);
});

test('whoever shows the right password starts anew', async () => {
  const { user } = await signedIn(server, 'Ada', 'admin');
  for (let time = 0; time < 2; time++) {
    for (let guess = 0; guess < 6; guess++) await new Browser(server).signIn(user.email, WRONG);
    expect((await new Browser(server).signIn(user.email)).status).toBe(200);
  }
}, 60_000);

test('guesses at the present password count like those at signing in', async () => {
  const { user, browser } = await signedIn(server, 'Ada', 'admin');
  const answers: number[] = [];
  for (let guess = 0; guess < 4; guess++) {
    const newPassword = 'another horse battery';
    const change = { currentPassword: WRONG, newPassword };
    answers.push((await browser.post('/change-password', change)).status);
    answers.push((await browser.post('/two-factor/disable', { password: WRONG })).status);
    answers.push((await browser.mutate('account.prove', { password: WRONG })).status);
  }
  expect(answers.slice(0, 10)).not.toContain(429);
  expect(answers.slice(10)).toEqual([429, 429]);
  expect((await new Browser(server).signIn(user.email)).status).toBe(429);
}, 60_000);

test('an admin lets in again whoever is locked out, and the console always can', async () => {
  const user = await addUser(server, 'Ada', 'admin');
  for (let guess = 0; guess < 11; guess++) {
    await new Browser(server).signIn(user.email, WRONG);
  }
  expect((await new Browser(server).signIn(user.email)).status).toBe(429);
  const door = { kind: 'console' } as const;
  const actor = { ...actorFor(admin, systemClock), door };
  await server.services.users.unlock(actor, user.id);
  expect((await new Browser(server).signIn(user.email)).status).toBe(200);
}, 60_000);

test('one address is stopped after sixty tries at sixty accounts', async () => {
  await server.database.query(`INSERT INTO "LoginTry" VALUES ('address:127.0.0.1', 60, $1)`, [
    BigInt(Date.now() + 600_000),
  ]);
  const answer = await new Browser(server).signIn('somebody@example.org', WRONG);
  expect(answer).toMatchObject({
    status: 429,
    body: { message: 'Too many tries from your address. Wait 10 minutes, then try again.' },
  });
});

test('whoever tried too often is told when to try again in the header too', async () => {
  await server.database.query(`INSERT INTO "LoginTry" VALUES ('address:127.0.0.1', 60, $1)`, [
    BigInt(Date.now() + 600_000),
  ]);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'somebody@example.org', password: WRONG }),
  };
  const answer = await new Browser(server).fetch('/api/auth/sign-in/email', init);
  expect(answer.status).toBe(429);
  const waitS = Number(answer.headers.get('retry-after'));
  expect(waitS).toBeGreaterThan(590);
  expect(waitS).toBeLessThanOrEqual(600);
});

test('what was typed as an address is not kept', async () => {
  await new Browser(server).signIn('secret-typed-here@example.org', WRONG);
  const { rows } = await server.database.query('SELECT key FROM "LoginTry"');
  expect(rows.length).toBe(3);
  expect(JSON.stringify(rows)).not.toContain('secret-typed-here');
});

test('the audit log keeps the first and the last refused try at an account, and none at nothing', async () => {
  const user = await addUser(server, 'Ada', 'admin');
  for (let guess = 0; guess < 12; guess++) {
    await new Browser(server).signIn(user.email, WRONG);
    await new Browser(server).signIn('nobody@example.org', WRONG);
  }
  const target = `user:${user.id}`;
  const { entries } = await server.services.audit.list({ limit: 50, target });
  const refused = entries.filter(({ action }) => action === 'user.sign-in-refused');
  expect(refused.map(({ after }) => after)).toEqual([
    { tries: 10, what: 'password' },
    { tries: 1, what: 'password' },
  ]);
  const all = await server.services.audit.list({ limit: 200, action: 'user.sign-in-refused' });
  expect(JSON.stringify(all)).not.toContain('nobody@example.org');
}, 90_000);

test('two passwords are hashed at a time, twenty wait, and the rest is told to come again', async () => {
  const inTurn = createWorkGate({ runningMax: 2, waitingMax: 20, refusal: 'Come back later.' });
  let running = 0;
  let runningMax = 0;
  const work = async () => {
    running += 1;
    runningMax = Math.max(runningMax, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return 'done';
  };
  const all = await Promise.allSettled(Array.from({ length: 30 }, () => inTurn(work)));
  expect(runningMax).toBe(2);
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(22);
  expect(all.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'BUSY' } });
  expect(await inTurn(work)).toBe('done');
});

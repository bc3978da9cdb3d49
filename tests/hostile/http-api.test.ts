import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chance, mutated, SEED, TIMES } from './support/chance';
import { openVictim, type Victim } from './support/open-victim';
import { rawRequest } from './support/raw-request';
import { survives } from './support/survives';

let victim: Victim;
beforeAll(async () => {
  victim = await openVictim();
}, 120_000);
afterAll(() => victim[Symbol.asyncDispose]());

const MANY = 150 * TIMES;

function requestOf(method: string, path: string, body: string, headers = ''): Buffer {
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}Content-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
}

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const input = (json: unknown, meta?: unknown) =>
  JSON.stringify({ json, ...(meta ? { meta } : {}) });
const setUp = { code: 'x', name: 'x', email: 'x@example.org', password: 'x'.repeat(20) };

/** Inputs that a transformer may stumble over; the procedure is open to everybody. */
const INPUTS: readonly (readonly [string, string])[] = [
  ['no JSON', '{"json":'],
  ['nothing', ''],
  ['a bare value', '0'],
  ['deep nesting', nested(30_000)],
  ['deep nesting within', `{"json":${nested(30_000)}}`],
  ['deep nesting of marks', `{"json":{},"meta":{"values":${nested(30_000)}}}`],
  ['__proto__', '{"json":{"__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}}}}'],
  ['a path into __proto__', input(setUp, { values: { '__proto__.x': ['Date'] } })],
  ['a path into a constructor', input(setUp, { values: { 'constructor.prototype.x': ['Date'] } })],
  ['an alias into __proto__', input(setUp, { referentialEqualities: { code: ['__proto__.x'] } })],
  [
    'aliases of all sorts',
    input({ a: {} }, { referentialEqualities: { a: ['a.a', 'a.b.c', ''] } }),
  ],
  ['many aliases', input({}, { referentialEqualities: { a: Array(6_000).fill('b.c.d.e') } })],
  ['unknown marks', input(setUp, { values: { code: ['custom', 'x'], name: [['class', 'y']] } })],
  ['a long number', input('9'.repeat(60_000), { values: ['bigint'] })],
  ['a costly pattern', input('/(a+)+$/', { values: ['regexp'] })],
  ['a broken pattern', input('/((/', { values: ['regexp'] })],
  ['a pattern that is none', input('x', { values: ['regexp'] })],
  ['a wrong date', input('x', { values: ['Date'] })],
  ['a wrong address', input('::', { values: ['URL'] })],
  ['a set of nothing', input(7, { values: ['set'] })],
  ['a map of nothing', input([[1], 2], { values: ['map'] })],
  ['bytes that are none', input('x', { values: [['typed-array', 'Uint8Array']] })],
  ['a huge array of bytes', input(1e9, { values: [['typed-array', 'Float64Array']] })],
  ['an error', input({ name: 'x', message: 'y' }, { values: ['Error'] })],
  [
    'a huge map',
    JSON.stringify({
      json: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [at, at])),
    }),
  ],
  ['half a character', '{"json":{"code":"\\ud800","name":"\\u0000"}}'],
];

describe(`/api/trpc, seed ${SEED}`, () => {
  test.each(INPUTS)('answers %s with a refusal', async (_, body) => {
    for (const path of ['/api/trpc/auth.setUp', '/api/trpc/auth.acceptInvite?batch=1']) {
      const answer = await rawRequest({ port: victim.port }, requestOf('POST', path, body));
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toMatch(/node_modules|at .*\.(ts|mjs):\d/);
    }
  });

  test.each([
    ['a body that is too large', requestOf('POST', '/api/trpc/auth.setUp', 'x'.repeat(70_000))],
    [
      'a batch that is too large',
      requestOf('GET', `/api/trpc/${Array(40).fill('auth.me').join()}?batch=1`, ''),
    ],
    ['a procedure that is none', requestOf('GET', '/api/trpc/__proto__.constructor', '')],
    ['a procedure that is no name', requestOf('GET', '/api/trpc/%00%ff%2e%2e', '')],
    [
      'a header that is too large',
      requestOf('GET', '/api/trpc/auth.me', '', `X: ${'y'.repeat(20_000)}\r\n`),
    ],
    ['an absolute address', requestOf('GET', 'http://127.0.0.1/api/trpc/nodes.overview', '')],
    ['two slashes', requestOf('GET', '//127.0.0.1/api/trpc/nodes.overview', '')],
  ])('refuses %s', async (_, request) => {
    const answer = await rawRequest({ port: victim.port }, request);
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(answer).not.toContain('canary-1');
  });

  test(
    `survives ${MANY} mutated requests, and gives nobody what is not theirs`,
    async () => {
      const luck = chance();
      const good = [
        requestOf('POST', '/api/trpc/auth.setUp', input(setUp)),
        requestOf('GET', '/api/trpc/nodes.overview,auth.me?batch=1&input=%7B%7D', ''),
        requestOf('POST', '/api/trpc/nodes.edit', input({ nodeId: 'canary-1', displayName: 'x' })),
        requestOf('POST', '/api/auth/sign-in/email', '{"email":"ada@example.org","password":"x"}'),
        requestOf('GET', '/api/trpc/nodes.list', '', 'Cookie: better-auth.session_token=x.y\r\n'),
        requestOf('GET', '/api/trpc/nodes.watch?input=%7B%7D', '', 'Accept: text/event-stream\r\n'),
      ];
      await survives(victim, async () => {
        for (let round = 0; round < MANY; round += 10) {
          const ten = Array.from({ length: 10 }, () => mutated(luck.pick(good), luck));
          const answers = await Promise.all(
            ten.map((bytes) => rawRequest({ port: victim.port }, bytes, true)),
          );
          expect(answers.join('\n')).not.toContain('canary-1');
        }
      });
    },
    120_000 * TIMES,
  );

  test(
    'survives every bad input at once, again and again',
    async () => {
      await survives(victim, async () => {
        for (let round = 0; round < 3 * TIMES; round++) {
          const all = INPUTS.map(([, body]) => requestOf('POST', '/api/trpc/auth.setUp', body));
          await Promise.all(all.map((bytes) => rawRequest({ port: victim.port }, bytes, true)));
        }
      });
    },
    120_000 * TIMES,
  );
});

test.each([
  ['a path that is not on the list', 'GET', '/api/auth/get-session', ''],
  ['a path of the library that makes accounts', 'POST', '/api/auth/sign-up/email', '{}'],
  ['a path with an encoded slash', 'POST', '/api/auth/sign-in%2Femail', '{}'],
  ['a path with dots', 'POST', '/api/auth/x/../sign-up/email', '{}'],
  ['another method', 'DELETE', '/api/auth/sign-out', ''],
  ['a body that is too large', 'POST', '/api/auth/sign-in/email', 'x'.repeat(5_000)],
  ['a body that is no JSON', 'POST', '/api/auth/sign-in/email', '{"email":'],
  [
    'text in place of an address',
    'POST',
    '/api/auth/sign-in/email',
    '{"email":{"contains":""},"password":"x"}',
  ],
  ['__proto__', 'POST', '/api/auth/sign-in/email', '{"__proto__":{"x":1}}'],
])('/api/auth refuses %s', async (_, method, path, body) => {
  const answer = await rawRequest({ port: victim.port }, requestOf(method, path, body));
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/test-server';
import { chance, mutated, SEED, TIMES } from './support/chance';
import { type Exchange, exchange } from './support/exchange';

const KIB = 1024;
const MANY = 40 * TIMES;
const AT_ONCE = 10;
/** What nobody has to sign in for must not be a way to keep the server busy. */
const WAIT_MS_MAX = 10_000;

let server: TestServer;
let archive: { readonly name: string; readonly sizeBytes: number };
beforeAll(async () => {
  server = await startTestServer();
  const answer = await fetch(`${server.url}/agent/manifest.json`);
  ({ archive } = (await answer.json()) as { archive: typeof archive });
});
afterAll(() => server[Symbol.asyncDispose]());

const requestOf = (path: string, headers = '') =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n${headers}\r\n`);

const HEADERS = [
  ...['', 'If-None-Match: "x"\r\n', 'If-None-Match: *\r\n', 'Range: bytes=0-\r\n'],
  ...['Range: bytes=5-1,9-2,0-0,0-0,0-0\r\n', 'Accept-Encoding: gzip;q=0\r\n', 'Expect: x\r\n'],
  `If-None-Match: ${'"x",'.repeat(2_000)}\r\n`,
];

/** Ten at a time. */
async function askAll(requests: readonly Buffer[]): Promise<Exchange[]> {
  const answers: Exchange[] = [];
  for (let at = 0; at < requests.length; at += AT_ONCE) {
    const some = requests.slice(at, at + AT_ONCE).map((bytes) => exchange(server.port, bytes));
    answers.push(...(await Promise.all(some)));
  }
  return answers;
}

const FILES: readonly (readonly [name: string, path: () => string, bytesMax: () => number])[] = [
  ['/install.sh', () => '/install.sh', () => 64 * KIB],
  ['/agent/manifest.json', () => '/agent/manifest.json', () => 64 * KIB],
  ['the agent itself', () => `/agent/${archive.name}`, () => archive.sizeBytes + 4 * KIB],
  ['/api/openapi.json', () => '/api/openapi.json', () => 512 * KIB],
  ['/metrics', () => '/metrics', () => 128 * KIB],
];

describe.each(FILES)(`%s, seed ${SEED}`, (_name, path, bytesMax) => {
  test('is sent to whoever asks, in one piece of a known size', async () => {
    const { head, sizeBytes } = await exchange(server.port, requestOf(path()), true);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(sizeBytes).toBeLessThan(bytesMax());
    expect(sizeBytes).toBeGreaterThan(500);
  });

  test(
    `answers each of ${MANY} mutated requests soon, and with no more than the file`,
    async () => {
      const luck = chance();
      const requests = Array.from({ length: MANY }, () =>
        mutated(requestOf(path(), luck.pick(HEADERS)), luck),
      );
      const answers = await askAll(requests);
      // Two requests may have been made of one.
      const sizes = answers.map(({ sizeBytes }) => sizeBytes);
      expect(Math.max(...sizes)).toBeLessThan(2 * bytesMax());
      expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(WAIT_MS_MAX);
      const odd = answers.filter(({ head }) => !/^(HTTP\/1\.1 (200|206|[34]\d\d) |$)/.test(head));
      expect(odd).toEqual([]);
      const { head } = await exchange(server.port, requestOf(path()), true);
      expect(head).toMatch(/^HTTP\/1\.1 200 /);
    },
    60_000 * TIMES,
  );
});

test('no other file comes out of the folder of the agent, whatever its name is made to look like', async () => {
  const names = [
    ...[
      '../server.js',
      '..%2f..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '....//package.json',
    ],
    ...['..\\..\\package.json', '%00', 'manifest.json%00', 'manifest.json/', './install.sh'],
    ...[`${'../'.repeat(500)}etc/passwd`, '%c0%ae%c0%ae/package.json', 'x'.repeat(8_000)],
  ];
  const answers = await askAll(names.map((name) => requestOf(`/agent/${name}`)));
  for (const { head, sizeBytes, tookMs } of answers) {
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head).not.toMatch(/root:x|"devDependencies"/);
    expect(sizeBytes).toBeLessThan(32 * KIB);
    expect(tookMs).toBeLessThan(WAIT_MS_MAX);
  }
});

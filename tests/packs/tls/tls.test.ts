import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flatten } from '@/agent/collectors/flatten';
import { createSystemHost } from '@/agent/collectors/system-host';
import { systemClock } from '@/common/node/system-clock';
import tls from '@/packs/tls/collectors/tls';
import { readTlsTargets } from '@/packs/tls/tls-targets';
import { packParameters } from '../../support/pack-parameters';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';
import { makeCertificate, type TestCertificate } from '../../support/test-certificate';
import { judgeShipped } from '../shipped-check';

const machine = createSystemHost(systemClock);
const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'opsbro-tls-'));
const caFile = join(folder, 'ca.pem');
let ca: TestCertificate;

beforeAll(async () => {
  const validFromMs = Date.now() - 400 * DAY_MS;
  ca = await makeCertificate({
    ...{ name: 'Our CA', validFromMs, validToMs: Date.now() + 400 * DAY_MS, isAuthority: true },
  });
  writeFileSync(caFile, ca.cert);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A server with a certificate that is valid for so many days still. */
async function serverWith(days: number, issuer: TestCertificate | undefined, name = 'localhost') {
  const validToMs = Date.now() + days * DAY_MS + 3_600_000;
  const order = { name, validFromMs: Date.now() - 300 * DAY_MS, validToMs };
  const { cert, key } = await makeCertificate({ ...order, ...(issuer && { issuer }) });
  const server = createServer({ cert, key }).listen(0, '127.0.0.1');
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function probe(...targets: string[]) {
  const outcome = await collectWith(packParameters('tls', { targets }), tls, machine);
  if (outcome.kind !== 'data') throw new Error(outcome.reason);
  flatten('tls', tls.shape, outcome.data);
  return outcome.data;
}

describe('tls', () => {
  test('tells of a good certificate how long it lasts, and finds no fault', async () => {
    await using server = await serverWith(90, ca);
    const told = await probe(`localhost:${server.port} ca=${caFile} name=shop`);
    expect(told).toMatchObject({
      targets: {
        shop: {
          ...{ up: 1, trusted: 1, name_matches: 1, protocol: 'TLSv1.3' },
          ...{ subject: 'localhost', issuer: 'Our CA' },
          handshake_ms: expect.any(Number),
          valid_to: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
          fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        },
      },
      ...{ down: [], bad: [], expiring: [] },
    });
    const { days_left = 0 } = (told as { targets: { shop: { days_left: number } } }).targets.shop;
    expect(days_left).toBeCloseTo(90, 0);
  });

  test.each([
    [13, { bad: [], expiring: ['shop expires in 13 days'] }],
    [2, { bad: ['shop expires in 2 days'], expiring: [] }],
    [1, { bad: ['shop expires in 1 day'], expiring: [] }],
    [-6, { bad: ['shop expired 5 days ago'], expiring: [] }],
  ])('a certificate with %i days left is said to be so', async (days, faults) => {
    await using server = await serverWith(days, ca);
    expect(await probe(`localhost:${server.port} ca=${caFile} name=shop`)).toMatchObject(faults);
  });

  test('one that signed itself is not trusted, unless anybody may have signed it', async () => {
    await using server = await serverWith(90, undefined);
    const place = `localhost:${server.port}`;
    expect(await probe(`${place} name=shop`, `${place} name=any trust=any`)).toMatchObject({
      targets: { shop: { up: 1, trusted: 0 }, any: { up: 1, trusted: 0 } },
      bad: ['shop is not trusted: it signed itself'],
    });
  });

  test('one of a CA that nobody knows is not trusted', async () => {
    await using server = await serverWith(90, ca);
    expect(await probe(`localhost:${server.port} name=shop`)).toMatchObject({
      bad: [expect.stringMatching(/^shop is not trusted: (it was signed by|the server does not)/)],
    });
  });

  test('one for another name is told, and the name may be given', async () => {
    await using server = await serverWith(90, ca, 'shop.example');
    const place = `localhost:${server.port} ca=${caFile}`;
    expect(
      await probe(`${place} name=wrong`, `${place} name=right servername=shop.example`),
    ).toMatchObject({
      targets: { wrong: { trusted: 1, name_matches: 0 }, right: { trusted: 1, name_matches: 1 } },
      bad: ['wrong is for somebody else: its certificate is not for localhost'],
    });
  });

  test.each([
    [
      'speaks no TLS',
      (end: () => void) => end(),
      '',
      /no handshake of TLS \(wrong version number\)\)$/,
    ],
    ['says nothing', () => undefined, ' timeout=200ms', /did not answer in time\)$/],
  ])('a server that %s is down', async (_, serve, words, reason) => {
    await using server = await smallServer((socket) => serve(() => socket.end('hello')));
    expect(await probe(`localhost:${server.port} name=shop${words}`)).toMatchObject({
      targets: { shop: { up: 0 } },
      down: [expect.stringMatching(reason)],
      bad: [],
    });
  });

  test('asks nobody while nobody gave it a target', async () => {
    const outcome = await collectWith(packParameters('tls'), tls, hostWith({}));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });

  test.each([
    ['shop ca=/no/such/file', /ca=\/no\/such\/file: expected the whole path/],
    ['shop ca=/etc/passwd', /expected the whole path of a file with certificates/],
    ['shop trust=none', /trust=none: expected any/],
    ['https://shop', /expected a host and its port, such as shop\.example:443/],
  ])('the target %s is refused', (text, sentence) => {
    const host = hostWith({ '/etc/passwd': 'root:x:0:0\n' });
    expect(() => readTlsTargets([text], host)).toThrow(sentence);
  });
});

test('the checks of tls say what is wrong with which certificate', async () => {
  const parameters = { targets: ['shop'] };
  const at = (data: object) => ({
    ...{ data: { tls: { down: [], bad: [], expiring: [], ...data } }, parameters },
  });
  expect(await judgeShipped('tls.certificates', at({}))).toEqual({
    state: 'ok',
    output: 'all certificates are good for 14 days or more',
  });
  expect(await judgeShipped('tls.answers', at({}))).toMatchObject({ state: 'ok' });
  expect(
    await judgeShipped('tls.certificates', at({ expiring: ['shop expires in 13 days'] })),
  ).toEqual({ state: 'warning', output: 'to be renewed soon: shop expires in 13 days' });
  expect(await judgeShipped('tls.certificates', at({ bad: ['shop expired 5 days ago'] }))).toEqual({
    ...{ state: 'critical', output: 'shop expired 5 days ago' },
  });
});

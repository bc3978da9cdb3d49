import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ParameterValue } from '@/common/domain/parameter';
import memcached from '@/packs/memcached/collectors/memcached';
import { memcachedData, parseStats } from '@/packs/memcached/memcached-data';
import { surroundings } from '../../agent/checks/check-file';
import { packParameters, shippedPack } from '../../support/pack-parameters';
import { packVerdicts } from '../../support/pack-verdicts';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';

const RECORDED = readFileSync('tests/fixtures/services/memcached-1.6.txt', 'utf8').replaceAll(
  '\n',
  '\r\n',
);
const host = hostWith({ '/proc/7/comm': 'memcached\n' });

async function told(answer: string, values: Readonly<Record<string, ParameterValue>> = {}) {
  let asked = '';
  await using server = await smallServer((socket) =>
    socket.once('data', (text) => {
      asked = String(text);
      socket.write(answer);
    }),
  );
  const parameters = packParameters('memcached', { port: server.port, ...values });
  const outcome = await collectWith(parameters, memcached, host, host.later(10_000));
  return { outcome, asked };
}

function verdicts(data: object) {
  const json = JSON.parse(JSON.stringify({ memcached: data }));
  return packVerdicts(
    shippedPack('memcached'),
    surroundings(() => json),
  );
}

test('statistics become memory, connections and rates, and quiet checks', async () => {
  const { outcome, asked } = await told(RECORDED);
  expect(asked).toBe('stats\r\n');
  expect(outcome).toMatchObject({
    kind: 'data',
    data: {
      available: 1,
      version: '1.6.18',
      curr_connections: 1,
      max_connections: 1024,
      limit_maxbytes: 67_108_864,
      curr_items: 1,
      'cmd_get/s': 0,
    },
  });
  const checks = verdicts(Object(outcome).data);
  expect(await checks.groups()).toEqual(['memcached']);
  expect(await checks.check('answers')).toMatch(/^ok: memcached 1\.6\.18 answers in/);
  expect(await checks.check('connections')).toBe('ok: 1 of 1024 connections');
});

test('hits are a share of what was asked for since the last run', () => {
  const growth: Record<string, number> = { get_hits: 30, get_misses: 10 };
  expect(memcachedData(parseStats(RECORDED), (key) => growth[key])).toMatchObject({
    hit_percent: 75,
  });
});

test('nearly all connections in use are critical', async () => {
  const text = RECORDED.replace('curr_connections 1', 'curr_connections 1000');
  const data = memcachedData(parseStats(text), () => undefined);
  expect(await verdicts({ available: 1, ...data }).check('connections')).toMatch(
    /^critical: 1000 of 1024 connections are open, 95 % or more/,
  );
});

test.each(['CLIENT_ERROR unauthenticated', 'CLIENT_ERROR authentication failure'])(
  '%s is told with what mends it, and without the password',
  async (refusal) => {
    const { outcome, asked } = await told(`${refusal}\r\n`, { user: 'me', password: 'secret' });
    expect(asked).toBe('set login 0 0 9\r\nme secret\r\nstats\r\n');
    expect(outcome).toMatchObject({
      kind: 'missing-configuration',
      fix: expect.stringContaining('opsbro packs parameters set memcached password -'),
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  },
);

test('what is no memcached is an error that says what it said', async () => {
  await expect(told('ERROR\r\n')).rejects.toThrow('memcached answered: ERROR');
  expect(parseStats('STAT\r\nSTAT a\r\nfoo b c\r\nSTAT x y z')).toEqual(
    new Map([
      ['a', ''],
      ['x', 'y z'],
    ]),
  );
});

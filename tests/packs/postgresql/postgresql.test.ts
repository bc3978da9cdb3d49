import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import postgresql from '@/packs/postgresql/collectors/postgresql';
import databases from '@/packs/postgresql/collectors/postgresql_databases';
import { postgresqlData } from '@/packs/postgresql/statistics';
import { surroundings } from '../../agent/checks/check-file';
import { packParameters, shippedPack } from '../../support/pack-parameters';
import { packVerdicts } from '../../support/pack-verdicts';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';

function recorded(name: string) {
  const text = readFileSync(`tests/fixtures/services/postgresql-15-${name}.json`, 'utf8');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

const none = () => undefined;

function check(name: string, row: Readonly<Record<string, unknown>>) {
  const data = { available: 1, latency_ms: 2, ...postgresqlData(row, none) };
  const json = JSON.parse(JSON.stringify({ postgresql: data }));
  return packVerdicts(
    shippedPack('postgresql'),
    surroundings(() => json),
  ).check(name);
}

test('a primary tells its connections, its standby and its slot, and all checks are quiet', async () => {
  const row = recorded('primary');
  expect(postgresqlData(row, none)).toMatchObject({
    version: '15.18',
    is_standby: false,
    max_connections: 100,
    replicas: 1,
    replica_lag_bytes: 0,
    slots_inactive: 0,
    archive_failing: 0,
  });
  expect(postgresqlData(row, none)).not.toHaveProperty('standby_receiving');
  const names = ['answers', 'connections', 'slots', 'transactions', 'wraparound', 'archiving'];
  for (const name of names) expect(await check(name, row)).toMatch(/^ok: /);
  expect(await check('replication', row)).toBe('not for this machine');
});

test('a standby tells how it stands with its primary', async () => {
  const row = recorded('standby');
  expect(postgresqlData(row, none)).toMatchObject({ is_standby: true, standby_receiving: 1 });
  expect(await check('replication', { ...row, standby_lag_seconds: '1.5' })).toBe(
    'ok: 1.5 s behind',
  );
  expect(await check('replication', { ...row, wal_receivers: '0' })).toMatch(/^warning: /);
  expect(await check('replication', { ...row, standby_lag_seconds: '7200.5' })).toBe(
    'critical: 7200.5 s behind, 3600 s or more',
  );
});

test.each([
  ['connections', { connections: '96' }, /^critical: 96 of 100 connections are in use/],
  ['slots', { slot_retained_bytes: '20000000000' }, /^warning: 20\.0 GB are kept/],
  ['transactions', { oldest_transaction_seconds: '36000.2' }, /^warning: .* for 600 min/],
  ['wraparound', { xid_age: 1_200_000_000 }, /^warning: 55\.9 % of all transaction numbers/],
  ['wraparound', { xid_age: 2_000_000_000 }, /^critical: 93\.1 % of all transaction numbers/],
  ['archiving', { archive_failing: 1 }, /^critical: archive_command fails/],
] as const)('the check %s sees %o', async (name, changes, verdict) => {
  expect(await check(name, { ...recorded('primary'), ...changes })).toMatch(verdict);
});

test('what a role may not see is left out, and counters are told as speeds', () => {
  const row = { ...recorded('primary'), slot_retained_bytes: null, replica_lag_bytes: null };
  const growth: Record<string, number> = { blks_hit: 90, blks_read: 10, xact_commit: 5 };
  expect(postgresqlData(row, (key) => growth[key])).toMatchObject({
    slot_retained_bytes: undefined,
    replica_lag_bytes: undefined,
    cache_hit_percent: 90,
    'xact_commit/s': 5,
  });
});

test('what listens there and is no PostgreSQL is told, and where no server is nobody knocks', async () => {
  await using web = await smallServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const values = { port: web.port, socket_directory: '', password: 'secret' };
  const parameters = packParameters('postgresql', values);
  const host = hostWith({ '/proc/7/comm': 'postgres\n' });
  const told = await collectWith(parameters, postgresql, host).then(
    (outcome) => JSON.stringify(outcome),
    (error: Error) => error.message,
  );
  expect(told).toContain(`127.0.0.1:${web.port}`);
  expect(told).not.toContain('secret');
  expect(web.connections).toBe(1);
  for (const collector of [postgresql, databases]) {
    expect(await collectWith(parameters, collector, hostWith({}))).toMatchObject({
      kind: 'not-eligible',
    });
  }
  expect(web.connections).toBe(1);
});

test('a server that hangs is given up when the time is, and its connection closed', async () => {
  const controller = new AbortController();
  let tellClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    tellClosed = resolve;
  });
  await using mute = await smallServer((socket) => {
    socket.on('close', () => tellClosed());
    socket.resume();
    controller.abort();
  });
  const outcome = await postgresql.collect({
    host: hostWith({ '/proc/7/comm': 'postgres\n' }),
    parameters: packParameters('postgresql', {
      port: mute.port,
      socket_directory: '',
      password: 'x',
    }),
    rate: () => undefined,
    signal: controller.signal,
  });
  expect(outcome).toEqual({
    kind: 'data',
    data: { available: 0, problem: `127.0.0.1:${mute.port} did not answer in time` },
  });
  await closed;
});

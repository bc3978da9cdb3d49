import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ParameterValue } from '@/common/domain/parameter';
import redis from '@/packs/redis/collectors/redis';
import { infoData } from '@/packs/redis/info-data';
import { parseInfo } from '@/packs/redis/protocol/info';
import { commandText, parseReplies } from '@/packs/redis/protocol/resp';
import { surroundings } from '../../agent/checks/check-file';
import { packParameters, shippedPack } from '../../support/pack-parameters';
import { packVerdicts } from '../../support/pack-verdicts';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';

const recorded = (name: string) => readFileSync(`tests/fixtures/services/${name}.txt`, 'utf8');
const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const host = hostWith({ '/proc/7/comm': 'redis-server\n' }, { wallMs: 1_800_000_000_000 });

/** What the collector tells of a server that says `answers` to each connection. */
async function told(answer: string, values: Readonly<Record<string, ParameterValue>> = {}) {
  let asked = '';
  await using server = await smallServer((socket) =>
    socket.once('data', (text) => {
      asked = String(text);
      socket.write(answer);
    }),
  );
  const parameters = packParameters('redis', { port: server.port, ...values });
  const later = host.later(10_000);
  return { outcome: await collectWith(parameters, redis, host, later), asked: () => asked };
}

function verdicts(data: object) {
  const json = JSON.parse(JSON.stringify({ redis: data }));
  return packVerdicts(
    shippedPack('redis'),
    surroundings(() => json),
  );
}

test('a primary tells its memory, clients, keys and replicas', async () => {
  const { outcome, asked } = await told(bulk(recorded('redis-7.0-primary')));
  expect(asked()).toBe('*1\r\n$4\r\nINFO\r\n');
  expect(outcome).toMatchObject({
    kind: 'data',
    data: {
      available: 1,
      version: '7.0.15',
      role: 'master',
      maxmemory: 67_108_864,
      maxmemory_policy: 'noeviction',
      maxclients: 10_000,
      keys: 4,
      expires: 1,
      databases: { db0: { keys: 3 }, db3: { keys: 1 } },
      persistence_ok: 1,
      connected_slaves: 1,
      'total_commands_processed/s': 0,
    },
  });
  const checks = verdicts(Object(outcome).data);
  expect(await checks.groups()).toEqual(['redis']);
  expect(await checks.check('answers')).toMatch(/^ok: redis 7\.0\.15 answers in/);
  expect(await checks.check('memory')).toMatch(/^ok: [12]\.\d % of maxmemory/);
  expect(await checks.check('replication')).toBe('not for this machine');
});

test('a replica tells how it stands with its primary', async () => {
  const { outcome } = await told(bulk(recorded('redis-7.0-replica')));
  expect(outcome).toMatchObject({
    data: { role: 'slave', master: '127.0.0.1:21401', master_link_up: 1 },
  });
  expect(await verdicts(Object(outcome).data).check('replication')).toBe(
    'ok: connected to 127.0.0.1:21401',
  );
});

test('a replica without its primary, and a disk that is full, are critical', async () => {
  const text = recorded('redis-7.0-replica')
    .replace('master_link_status:up', 'master_link_status:down')
    .replace(/master_last_io_seconds_ago:\d+/, 'master_last_io_seconds_ago:-1')
    .replace('rdb_last_bgsave_status:ok', 'rdb_last_bgsave_status:err');
  const checks = verdicts({ available: 1, ...infoData(parseInfo(text), NOW) });
  expect(await checks.check('replication')).toMatch(/^critical: the connection to 127/);
  expect(await checks.check('persistence')).toMatch(/^critical: the last writing to disk failed/);
});

const NOW = { rate: () => undefined, wallMs: 1_800_000_000_000 };

test('a primary that says nothing is told before the connection breaks', async () => {
  const text = recorded('redis-7.0-replica').replace(
    /master_last_io_seconds_ago:\d+/,
    'master_last_io_seconds_ago:75',
  );
  const checks = verdicts({ available: 1, ...infoData(parseInfo(text), NOW) });
  expect(await checks.check('replication')).toBe(
    'warning: nothing was heard of 127.0.0.1:21401 for 75 s',
  );
});

test('how far replicas are behind is the distance of the slowest', () => {
  const info = parseInfo(
    'master_repl_offset:1000\nslave0:ip=::1,port=1,state=online,offset=990,lag=0\nslave1:ip=::1,port=2,state=online,offset=400,lag=1',
  );
  expect(infoData(info, NOW)).toMatchObject({ replica_lag_bytes: 600 });
});

test.each([
  ['-NOAUTH Authentication required.', '', 'redis password -'],
  ['-WRONGPASS invalid username-password pair or user is disabled.', 'se"cret', 'redis password -'],
  ['-ERR AUTH <password> called without any password configured', 'se"cret', "redis password ''"],
  ["-NOPERM this user has no permissions to run the 'info' command", '', '+info'],
  ['-DENIED Redis is running in protected mode', '', 'Bind Redis'],
])('%s is told with what mends it, and without the password', async (refusal, password, fix) => {
  const { outcome } = await told(`${refusal}\r\n${refusal}\r\n`, { password });
  expect(outcome).toMatchObject({
    kind: 'missing-configuration',
    reason: expect.stringContaining(refusal.slice(1, 20)),
    fix: expect.stringContaining(fix),
  });
  expect(JSON.stringify(outcome)).not.toContain('cret');
});

test('where no Redis is nobody knocks', async () => {
  const connections = { count: 0 };
  await using server = await smallServer(() => {
    connections.count += 1;
  });
  const parameters = packParameters('redis', { port: server.port });
  const outcome = await collectWith(parameters, redis, hostWith({ '/proc/7/comm': 'nginx\n' }));
  expect(outcome).toMatchObject({ kind: 'not-eligible' });
  expect(connections.count).toBe(0);
});

test('what is no answer of Redis, or only a part of one, is no data', async () => {
  expect(parseReplies(Buffer.from('$10\r\nabc'))).toEqual([]);
  expect(parseReplies(Buffer.from('$99999999999999999999\r\nabc'))).toEqual([]);
  expect(parseReplies(Buffer.from('$-1\r\n'))).toEqual([]);
  expect(parseReplies(Buffer.from('HTTP/1.1 400 Bad Request\r\n'))).toEqual([
    { refusal: 'TTP/1.1 400 Bad Request' },
  ]);
  expect(parseReplies(Buffer.from('+OK\r\n$3\r\nä!\r\n'))).toEqual([
    { text: 'OK' },
    { text: 'ä!' },
  ]);
  expect(parseInfo('garbage\n# Head: x\n:y\na:b:c\r\n')).toEqual(new Map([['a', 'b:c']]));
  expect(commandText('AUTH', 'pä\r\nss')).toBe('*2\r\n$4\r\nAUTH\r\n$7\r\npä\r\nss\r\n');
  await using web = await smallServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const parameters = packParameters('redis', { port: web.port });
  await expect(collectWith(parameters, redis, host)).rejects.toThrow('Redis refuses the agent');
});

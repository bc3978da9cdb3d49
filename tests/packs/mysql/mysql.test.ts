import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import mysql from '@/packs/mysql/collectors/mysql';
import { mysqlData } from '@/packs/mysql/mysql-data';
import { replicaQuery } from '@/packs/mysql/queries';
import { surroundings } from '../../agent/checks/check-file';
import { packParameters, shippedPack } from '../../support/pack-parameters';
import { packVerdicts } from '../../support/pack-verdicts';
import { collectWith, hostWith } from '../../support/recorded-host';
import { smallServer } from '../../support/small-server';

const texts = z.record(z.string(), z.string());
const recorded = z
  .object({
    variables: texts,
    status: texts,
    replicas: z.array(z.record(z.string(), z.unknown())),
  })
  .parse(JSON.parse(readFileSync('tests/fixtures/services/mariadb-10.11-replica.json', 'utf8')));

interface Changes {
  readonly variables?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, string>>;
  readonly replicas?: readonly Readonly<Record<string, unknown>>[];
}

/** What is told of the recorded server with these changes, when counters have grown by so much a second. */
function told(changes: Changes = {}, growth: Readonly<Record<string, number>> = {}) {
  return mysqlData(
    {
      variables: new Map(Object.entries({ ...recorded.variables, ...changes.variables })),
      status: new Map(Object.entries({ ...recorded.status, ...changes.status })),
      replicas: changes.replicas ?? recorded.replicas,
    },
    (key) => growth[key],
  );
}

function check(name: string, data: object) {
  const json = JSON.parse(JSON.stringify({ mysql: { available: 1, ...data } }));
  return packVerdicts(
    shippedPack('mysql'),
    surroundings(() => json),
  ).check(name);
}

test('a replica of MariaDB tells its connections, memory and replication', async () => {
  expect(told()).toMatchObject({
    product: 'MariaDB',
    version: '10.11.19',
    read_only: false,
    max_connections: 151,
    innodb_buffer_pool_size: 134_217_728,
    source: '127.0.0.1:21420',
    replica_running: 1,
    replica_problem: undefined,
    seconds_behind_master: 0,
  });
  expect(told()).not.toHaveProperty('wsrep_ready');
  expect(await check('replication', told())).toBe('ok: 0 s behind');
  expect(await check('galera', told())).toBe('not for this machine');
});

test('MySQL of today says replica and source, and means the same', () => {
  const renamed = recorded.replicas.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key.replace('Slave', 'Replica').replace('Master', 'Source'),
        value,
      ]),
    ),
  );
  const version = { variables: { version: '8.4.3' } };
  expect(told({ ...version, replicas: renamed })).toEqual(told(version));
  expect(told(version)).toMatchObject({ product: 'MySQL', version: '8.4.3', replica_running: 1 });
});

test.each([
  ['10.11.19-MariaDB-0+deb12u1', 'SHOW ALL REPLICAS STATUS'],
  ['10.3.39-MariaDB', 'SHOW ALL SLAVES STATUS'],
  ['8.4.3', 'SHOW REPLICA STATUS'],
  ['8.0.21', 'SHOW SLAVE STATUS'],
  ['5.7.44-log', 'SHOW SLAVE STATUS'],
  ['', 'SHOW SLAVE STATUS'],
])('%s is asked for its replication as it knows it', (version, query) => {
  expect(replicaQuery(version)).toBe(query);
});

test('one of several sources that stands still is critical, with its error', async () => {
  const [row = {}] = recorded.replicas;
  const broken = { ...row, Slave_SQL_Running: 'No', Last_SQL_Error: "Duplicate entry '1'" };
  const data = told({ replicas: [row, { ...broken, Seconds_Behind_Master: null }] });
  expect(data).toMatchObject({ replica_running: 0, seconds_behind_master: 0 });
  expect(await check('replication', data)).toBe(
    "critical: replication stands still or is far behind: Duplicate entry '1'",
  );
});

test('a replica that is behind warns, and is critical when it is far behind', async () => {
  const behind = (seconds: number) =>
    told({
      replicas: recorded.replicas.map((row) => ({ ...row, Seconds_Behind_Master: seconds })),
    });
  expect(await check('replication', behind(299))).toBe('ok: 299 s behind');
  expect(await check('replication', behind(300))).toBe('warning: 300 s behind, 300 s or more');
  expect(await check('replication', behind(4_000))).toMatch(/^critical: /);
});

test('a member of a Galera cluster that refuses queries is critical', async () => {
  const member = (ready: string) =>
    told({ status: { wsrep_cluster_size: '3', wsrep_ready: ready } });
  expect(await check('galera', member('ON'))).toBe('ok: ready, with 3 members');
  expect(await check('galera', member('OFF'))).toMatch(/^critical: not ready/);
});

test('connections near their limit warn, and what InnoDB finds in memory is a share', async () => {
  const data = told(
    { status: { threads_connected: '130' } },
    { innodb_buffer_pool_read_requests: 200, innodb_buffer_pool_reads: 10 },
  );
  expect(data.buffer_pool_hit_percent).toBe(95);
  expect(await check('connections', data)).toMatch(/^warning: 130 of 151 connections are in use/);
});

test('what listens there and is no MySQL is told within the time, and not where no server is', async () => {
  await using web = await smallServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const parameters = packParameters('mysql', { port: web.port, socket: '', password: 'secret' });
  const outcome = await collectWith(
    parameters,
    mysql,
    hostWith({ '/proc/7/comm': 'mysqld\n' }),
  ).then(
    (value) => JSON.stringify(value),
    (error: Error) => error.message,
  );
  expect(outcome).toContain(`127.0.0.1:${web.port}`);
  expect(outcome).not.toContain('secret');
  expect(await collectWith(parameters, mysql, hostWith({}))).toMatchObject({
    kind: 'not-eligible',
  });
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
  const outcome = await mysql.collect({
    host: hostWith({ '/proc/7/comm': 'mysqld\n' }),
    parameters: packParameters('mysql', { port: mute.port, socket: '', password: 'x' }),
    rate: () => undefined,
    signal: controller.signal,
  });
  expect(outcome).toEqual({
    kind: 'data',
    data: { available: 0, problem: `127.0.0.1:${mute.port} did not answer in time` },
  });
  await closed;
});

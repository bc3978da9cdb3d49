import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import rabbitmq from '@/packs/rabbitmq/collectors/rabbitmq';
import { surroundings } from '../../agent/checks/check-file';
import { packParameters, shippedPack } from '../../support/pack-parameters';
import { packVerdicts } from '../../support/pack-verdicts';
import { collectWith, hostWith } from '../../support/recorded-host';

const recorded = (name: string) =>
  readFileSync(`tests/fixtures/services/rabbitmq-3.10-${name}.json`, 'utf8');
const host = hostWith({
  '/proc/7/comm': 'beam.smp\n',
  '/proc/7/cmdline': 'beam.smp\0-s\0rabbit\0',
});

/** What is told of a management plugin that answers like this. */
async function told(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const parameters = packParameters('rabbitmq', { port, password: 'se:cret' });
    return await collectWith(parameters, rabbitmq, host, host.later(30_000));
  } finally {
    server.close();
  }
}

/** The recorded answers, with some of their text changed. */
function answers(change: (text: string) => string = (text) => text): RequestListener {
  return ({ url = '' }, response) => {
    const name = /^\/api\/(overview|node|queue)/.exec(url)?.[1] ?? '';
    response.end(change(recorded(name === 'queue' ? 'queues' : name)));
  };
}

function verdicts(outcome: unknown) {
  const json = JSON.parse(JSON.stringify({ rabbitmq: Object(outcome).data }));
  return packVerdicts(
    shippedPack('rabbitmq'),
    surroundings(() => json),
  );
}

test('three answers become queues, messages, memory and the cluster, and quiet checks', async () => {
  const asked: string[] = [];
  const outcome = await told((request, response) => {
    asked.push(`${request.url?.split('?', 1)[0]} ${request.headers.authorization}`);
    answers()(request, response);
  });
  const login = `Basic ${Buffer.from('guest:se:cret').toString('base64')}`;
  expect(asked.slice(0, 3)).toEqual([
    `/api/overview ${login}`,
    `/api/nodes/rabbit%40mq1 ${login}`,
    `/api/queues ${login}`,
  ]);
  expect(outcome).toMatchObject({
    kind: 'data',
    data: {
      available: 1,
      version: '3.10.8',
      cluster: 'rabbit@mq1',
      queue_count: 2,
      messages: 3,
      longest_queue: 'work',
      longest_queue_messages: 3,
      queues: { work: { messages: 3, consumers: 0 }, other: { messages: 0 } },
      memory_alarm: 0,
      partitions: 0,
      'publish/s': 0,
    },
  });
  expect(JSON.stringify(outcome)).not.toContain('cret');
  const checks = verdicts(outcome);
  expect(await checks.groups()).toEqual(['rabbitmq']);
  for (const name of ['answers', 'alarms', 'cluster', 'queues', 'files']) {
    expect(await checks.check(name)).toMatch(/^ok: /);
  }
});

test.each([
  ['alarms', '"disk_free_alarm": false', '"disk_free_alarm": true', /^critical: .*disk alarm 1/],
  ['cluster', '"partitions": []', '"partitions": ["rabbit@mq2"]', /^critical: .* from 1 members/],
  ['queues', '"messages": 3', '"messages": 25000', /^warning: work has 25000 messages/],
  ['queues', '"messages": 3', '"messages": 250000', /^critical: work has 250000 messages/],
  ['files', '"fd_used": 39', '"fd_used": 19000', /^warning: 95\.0 % of its files are open/],
])('the check %s sees %s become %s', async (name, from, to, verdict) => {
  const outcome = await told(answers((text) => text.replaceAll(from, to)));
  expect(await verdicts(outcome).check(name)).toMatch(verdict);
});

test('queues of another virtual host have its name, and those of one client are no series', async () => {
  const outcome = await told(
    answers((text) =>
      text
        .replace('"vhost": "/"', '"vhost": "shop"')
        .replace(/("auto_delete": )false(?=[^}]*"other")/, '$1true'),
    ),
  );
  expect(Object.keys(Object(outcome).data.queues)).toEqual(['shop/work']);
});

test('of a server that has just begun little is known, and nothing is wrong', async () => {
  const outcome = await told(({ url = '' }, response) => {
    if (url.startsWith('/api/nodes')) response.end('[]');
    else if (url.startsWith('/api/queues')) response.end('{"items":[]}');
    else
      response.end(
        '{"rabbitmq_version":"3.10.8","node":"rabbit@mq1","queue_totals":[],"message_stats":[]}',
      );
  });
  expect(outcome).toMatchObject({ kind: 'data', data: { available: 1, messages: 0, queues: {} } });
  const checks = verdicts(outcome);
  expect(await checks.check('answers')).toMatch(/^ok/);
  expect(await checks.check('alarms')).toBe('not for this machine');
});

test.each([401, 403])(
  'HTTP %i is told with what mends it, and without the password',
  async (status) => {
    const outcome = await told((_, response) => {
      response.writeHead(status).end('{"error":"not_authorized","reason":"Login failed"}');
    });
    expect(outcome).toMatchObject({
      kind: 'missing-configuration',
      reason: 'RabbitMQ refuses the user guest: Login failed',
    });
    expect(JSON.stringify(outcome)).not.toContain('cret');
  },
);

test.each([
  ['a page of somebody else', 200, '<html>'],
  ['an answer of another form', 200, '{"rabbitmq_version": 3}'],
  ['a redirection', 302, ''],
])('%s is an error that names the place', async (_, status, body) => {
  const outcome = told((_request, response) => {
    response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
  });
  await expect(outcome).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ answered .* to overview$/);
});

test('an Erlang of another program is no RabbitMQ', async () => {
  const couch = hostWith({ '/proc/7/comm': 'beam.smp\n', '/proc/7/cmdline': 'beam.smp\0couch\0' });
  expect(await collectWith(packParameters('rabbitmq'), rabbitmq, couch)).toMatchObject({
    kind: 'not-eligible',
  });
});

import { createClient } from 'opsbro/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusOf } from '../server/ingest/test-agent';
import { addNodes } from '../server/nodes/fleet';
import { apiToken } from '../support/api-token';
import { startTestServer, type TestServer } from '../support/test-server';

const ODD = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'a.b', ''];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await addNodes(server, [{ id: 'odd' }], Date.now());
});
afterAll(() => server[Symbol.asyncDispose]());

test('names that mean something to the language are names like others, wherever a machine has them', async () => {
  const odd = Object.fromEntries(ODD.map((key) => [key, { [key]: key }]));
  const labels = Object.fromEntries(ODD.map((key) => [key, key]));
  const { prisma } = server.database;
  await prisma.nodeCollector.create({
    data: {
      ...{ nodeId: 'odd', collector: 'c', state: 'ok', statusAt: new Date(), factsAt: new Date() },
      ...{ status: statusOf('c'), facts: odd },
    },
  });
  const series = { key: 'k', metric: 'm', path: 'p', unit: 'percent', kind: 'gauge', help: '' };
  await prisma.series.create({ data: { nodeId: 'odd', labels, ...series } });
  const client = createClient({
    url: server.url,
    token: await apiToken(server, ['*:read', 'nodes:write']),
  });
  const [collector] = await client.collectors.list.query({ nodeId: 'odd' });
  expect(JSON.stringify(collector)).toContain('"constructor":{"constructor":"constructor"}');
  await client.metrics.rows.query({ nodeId: 'odd' });
  const edited = await client.nodes.edit
    .mutate({
      ...{ nodeId: 'odd', displayName: '', groups: [] },
      collectorIntervalsMs: JSON.parse('{"constructor":5000,"prototype":5000}'),
    })
    .catch((error: unknown) => error);
  expect(String(edited)).not.toMatch(/Internal/);
  expect((await client.nodes.find.query({ nodeId: 'odd' })).name).toBe('odd');
  expect(Object.keys(Object.prototype)).toEqual([]);
});

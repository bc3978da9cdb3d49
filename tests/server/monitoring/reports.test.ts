import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { startTestAgent, type TestAgent } from '../ingest/test-agent';
import { changeOf, checkDocument, groupsDocument, keysOf, standingOf } from './told';

let server: TestServer;
let agent: TestAgent;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  agent = await startTestAgent(server);
  return () => agent[Symbol.asyncDispose]();
});

const texts = async () =>
  (await server.as(viewer).timeline.list({ nodeId: agent.nodeId, limit: 50 }))
    .filter(({ actor }) => actor === 'agent')
    .map(({ kind, text }) => `${kind}: ${text}`);

test('what an agent tells of its checks and groups is there, and so is what it tells later', async () => {
  const { sink } = agent.uplink;
  sink.document(checkDocument('linux.memory'));
  sink.document(keysOf('check', ['linux.memory']));
  sink.document(groupsDocument({ group: 'redis' }));
  sink.check(standingOf('linux.memory'), []);
  const change = { atMs: agent.clock.wallMs(), change: 'added', group: 'redis' } as const;
  sink.groupChange({ ...change, source: 'detected', detector: 'redis.redis' });
  await agent.deliver();
  const critical = { state: 'critical', output: '97 % used' } as const;
  sink.check(standingOf('linux.memory', critical), [
    changeOf('linux.memory', 'ok', 'critical', '97 % used'),
  ]);
  await agent.deliver();
  const { prisma } = server.database;
  const where = { nodeId: agent.nodeId };
  expect(await prisma.nodeCheck.findMany({ where })).toMatchObject([
    { check: 'linux.memory', state: 'critical', rank: 0, output: '97 % used' },
  ]);
  expect(await prisma.checkEvent.findMany({ where })).toMatchObject([
    { from: 'ok', to: 'critical' },
  ]);
  expect(await prisma.node.findUnique({ where: { id: agent.nodeId } })).toMatchObject({
    memberOf: ['redis'],
  });
  expect((await texts()).sort()).toEqual([
    'check-state: check linux.memory is critical: 97 % used',
    'group-added: joined the group redis: detected by redis.redis',
  ]);
});

test('a node that is removed takes with it what was known of its checks', async () => {
  agent.uplink.sink.document(checkDocument('linux.memory'));
  agent.uplink.sink.check(standingOf('linux.memory'), [changeOf('linux.memory', 'ok', 'critical')]);
  await agent.deliver();
  const { prisma } = server.database;
  await prisma.node.delete({ where: { id: agent.nodeId } });
  const where = { nodeId: agent.nodeId };
  expect(await prisma.nodeCheck.count({ where })).toBe(0);
  expect(await prisma.checkEvent.count({ where })).toBe(0);
  expect(await prisma.nodeDocument.count({ where })).toBe(0);
});

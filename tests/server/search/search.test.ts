import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SearchHit } from '@/common/domain/search';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addDocument } from '../groups/told-documents';
import { addNodes } from '../nodes/fleet';

const clock = new FakeClock(Date.now());
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(
    server,
    [
      { id: 'n1', hostname: 'web-1.example.org', name: 'shop', ageMs: 1_000 },
      { id: 'n2', hostname: 'web-2.example.org', ageMs: 1_000 },
      { id: 'n3', hostname: 'db_1', admission: 'revoked' },
      ...Array.from({ length: 60 }, (_, index) => ({
        id: `p${index}`,
        hostname: `plain-${index}`,
      })),
    ],
    clock.wallMs(),
  );
  await server.database.query(`UPDATE "Node" SET "memberOf" = $1 WHERE id IN ('n1', 'n2')`, [
    ['debian', 'zone::lan', 'web%'],
  ]);
  for (const nodeId of ['n1', 'n2']) {
    await addDocument(server, nodeId, ['check', 'linux.memory'], { summary: 'Memory in use' });
    await addDocument(server, nodeId, ['check', '*'], ['linux.memory']);
  }
  await addDocument(server, 'n1', ['check', 'redis.memory'], { summary: 'Memory of Redis' });
  await addDocument(server, 'n1', ['role', 'web.shop'], { summary: 'The shop' });
  await addDocument(server, 'n1', ['pack', 'redis'], { summary: 'Redis' });
  await addDocument(server, 'n1', ['detector', 'redis.redis'], {
    summary: 'no kind of its own here',
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const find = (query: string, limit?: number): Promise<SearchHit[]> =>
  server.as(viewer).search.find({ query, ...(limit === undefined ? {} : { limit }) });
const named = async (query: string) => (await find(query)).map(({ kind, key }) => `${kind} ${key}`);

test('a check is found once, with what it is about and how many nodes have it', async () => {
  expect(await find('linux.memory')).toEqual([
    {
      kind: 'check',
      key: 'linux.memory',
      label: 'linux.memory',
      note: 'Memory in use',
      nodeCount: 2,
      signs: null,
    },
  ]);
});

test('one query finds nodes, checks, groups, roles and packs', async () => {
  expect(await named('redis')).toEqual(['check redis.memory', 'pack redis']);
  expect(await named('shop')).toEqual(['node n1', 'role web.shop']);
  expect(await named('deb')).toEqual(['group debian']);
});

test('letters are enough, with others between', async () => {
  expect(await named('rdsmem')).toEqual(['check redis.memory']);
});

test('a node is found by its host name too, and says how it stands', async () => {
  expect(await find('web-1')).toEqual([
    {
      kind: 'node',
      key: 'n1',
      label: 'shop',
      note: 'web-1.example.org',
      nodeCount: null,
      signs: { peers: null, admission: 'active', lastReportMs: clock.wallMs() - 1_000 },
    },
  ]);
});

test.each([
  ['db_', ['node n3']],
  ['e%d', []],
  ['web%', ['group web%']],
  ['\\', []],
  ["'; DROP", []],
  ['*', []],
])('signs of SQL and of patterns are themselves: %j finds %j', async (query, hits) => {
  expect(await named(query)).toEqual(hits);
});

test('nothing is found for nothing, and never more of a kind than asked for', async () => {
  expect(await find('  ')).toEqual([]);
  expect(await find('plain', 3)).toHaveLength(3);
});

test('a query that is too long is refused', async () => {
  await expect(find('x'.repeat(129))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

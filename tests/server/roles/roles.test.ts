import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoleCard } from '@/common/domain/role';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addDocument } from '../groups/told-documents';
import { addNodes } from '../nodes/fleet';

const clock = new FakeClock(Date.now());
const SINCE = 1_700_000_000_000;
let server: TestServer;

const role = (over: Partial<RoleCard> = {}): RoleCard => ({
  id: 'web.shop',
  pack: 'web',
  level: 'global',
  path: '/packs/web/roles/shop.yaml',
  summary: 'The shop answers.',
  group: 'web',
  healthyIf: '{{checks.http.shop.state}} == "ok"',
  health: 'passing',
  reason: '',
  sinceMs: SINCE,
  ...over,
});

beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(
    server,
    [
      ...['a', 'b', 'c'].map((id) => ({ id, ageMs: 1_000 })),
      { id: 'd', ageMs: 3_600_000 },
      { id: 'e', ageMs: 1_000, admission: 'revoked' },
    ],
    clock.wallMs(),
  );
  const failing = {
    health: 'failing',
    reason: 'http.shop is critical',
    sinceMs: SINCE - 5,
  } as const;
  const told: readonly (readonly [string, RoleCard])[] = [
    ['a', role()],
    ['b', role(failing)],
    ['c', role({ health: 'unknown', reason: 'http.shop has not run', level: 'local' })],
    ['d', role({ ...failing, sinceMs: 1 })],
    ['e', role()],
    ['a', role({ id: 'db.main', pack: 'db' })],
  ];
  for (const [nodeId, card] of told) await addDocument(server, nodeId, ['role', card.id], card);
  await addDocument(server, 'a', ['role', '*'], ['web.shop', 'db.main']);
  await addDocument(server, 'a', ['role', 'odd.form'], { id: 'odd.form' });
});
afterAll(() => server[Symbol.asyncDispose]());

test('roles that fail come first, and what silent nodes said is counted apart', async () => {
  const [first, second] = await server.as(viewer).roles.list();
  expect(first).toEqual({
    id: 'web.shop',
    pack: 'web',
    summary: 'The shop answers.',
    passing: 1,
    failing: 1,
    unknown: 1,
    silent: 2,
    failingSinceMs: SINCE - 5,
  });
  expect(second).toMatchObject({ id: 'db.main', passing: 1, failing: 0, failingSinceMs: null });
});

test('a role shows who fails first, then who cannot tell, and silent nodes last', async () => {
  const page = await server.as(viewer).roles.get({ role: 'web.shop' });
  expect(page.members.map(({ nodeId, health }) => [nodeId, health])).toEqual([
    ['b', 'failing'],
    ['c', 'unknown'],
    ['a', 'passing'],
    ['d', 'failing'],
    ['e', 'passing'],
  ]);
  expect(page.members[0]).toEqual({
    nodeId: 'b',
    name: 'b',
    peers: null,
    admission: 'active',
    lastReportMs: clock.wallMs() - 1_000,
    health: 'failing',
    reason: 'http.shop is critical',
    sinceMs: SINCE - 5,
  });
  expect(page).toMatchObject({ passing: 1, failing: 1, unknown: 1, silent: 2 });
});

test('where nodes define it differently each definition says on how many', async () => {
  const { definitions } = await server.as(viewer).roles.get({ role: 'web.shop' });
  expect(definitions.map(({ level, nodeCount }) => [level, nodeCount])).toEqual([
    ['global', 4],
    ['local', 1],
  ]);
});

test('members are paged', async () => {
  expect((await server.as(viewer).roles.get({ role: 'web.shop', page: 1 })).members).toEqual([]);
});

test.each(['web.nothing', 'odd.form', '*'])('%s is no role, in a sentence', async (id) => {
  await expect(server.as(viewer).roles.get({ role: id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `No node plays a role ${id}.`,
  });
});

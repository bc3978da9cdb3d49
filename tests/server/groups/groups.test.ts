import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DetectorCard, GroupChange } from '@/common/domain/detection';
import { monitoringEntries } from '@/server/monitoring/monitoring-entries';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { EMPTY_REPORT } from '../../support/empty-report';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';
import { addDocument } from './told-documents';

const clock = new FakeClock(Date.now());
const SINCE = 1_700_000_000_000;
let server: TestServer;

const detector = (over: Partial<DetectorCard>): DetectorCard => ({
  id: 'linux.os',
  pack: 'linux',
  level: 'core',
  path: '/packs/linux/detectors/os.yaml',
  summary: 'The distribution.',
  source: 'detected',
  condition: '{{collector.system.os.name}} == "linux"',
  groups: ['linux', '{{collector.system.os.linux.distribution}}'],
  intervalMs: 10_000,
  state: 'matched',
  reason: '',
  gives: ['linux', 'debian'],
  sinceMs: SINCE,
  ...over,
});

const reason = (group: string, source: string, by = '') => ({
  group,
  source,
  detector: by,
  sinceMs: SINCE,
});

beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(
    server,
    [
      { id: 'a', name: 'alpha', groups: ['web'], detected: ['linux', 'debian'], ageMs: 1_000 },
      { id: 'b', name: 'Beta', groups: ['web', 'linux'], detected: ['debian', 'cloud'] },
      { id: 'c', name: 'gamma', groups: [], detected: ['linux'] },
      { id: 'd', name: 'delta', groups: ['fresh'] },
    ],
    clock.wallMs(),
  );
  await addDocument(server, 'a', ['groups', ''], {
    memberships: [
      reason('web', 'given'),
      reason('linux', 'detected', 'linux.os'),
      reason('debian', 'detected', 'linux.os'),
      reason('debian', 'detected', 'linux.release'),
      reason('gone', 'given'),
    ],
  });
  await addDocument(server, 'b', ['groups', ''], {
    memberships: [
      reason('debian', 'detected', 'linux.os'),
      reason('debian', 'configured'),
      reason('cloud', 'hosting', 'aws.tags'),
    ],
  });
  await addDocument(server, 'c', ['groups', ''], {
    memberships: [reason('linux', 'detected', 'linux.os')],
  });
  await addDocument(server, 'a', ['detector', 'linux.os'], detector({}));
  await addDocument(server, 'b', ['detector', 'linux.os'], detector({}));
  await addDocument(
    server,
    'c',
    ['detector', 'linux.os'],
    detector({ gives: ['linux'], level: 'local' }),
  );
  await addDocument(
    server,
    'd',
    ['detector', 'linux.os'],
    detector({ state: 'not-matched', gives: [] }),
  );
  await addDocument(server, 'd', ['detector', 'old.form'], { id: 'old.form', gives: ['linux'] });
});
afterAll(() => server[Symbol.asyncDispose]());

const list = () => server.as(viewer).groups.list();
const get = (group: string, page = 0) => server.as(viewer).groups.get({ group, page });
const count = (expression: string) => server.as(viewer).groups.count({ expression });

test('every group is listed with how many nodes are in it, for each reason once', async () => {
  const { groups, total, nodeCount } = await list();
  expect([total, nodeCount]).toEqual([5, 4]);
  const none = { given: 0, configured: 0, detected: 0, hosting: 0 };
  expect(groups).toEqual([
    { name: 'cloud', nodeCount: 1, bySource: { ...none, hosting: 1 }, detectors: ['aws.tags'] },
    {
      name: 'debian',
      nodeCount: 2,
      bySource: { ...none, configured: 1, detected: 2 },
      detectors: ['linux.os', 'linux.release'],
    },
    { name: 'fresh', nodeCount: 1, bySource: { ...none, given: 1 }, detectors: [] },
    {
      name: 'linux',
      nodeCount: 3,
      bySource: { ...none, given: 1, detected: 2 },
      detectors: ['linux.os'],
    },
    { name: 'web', nodeCount: 2, bySource: { ...none, given: 2 }, detectors: [] },
  ]);
});

test('names alone are there for whoever types one', async () => {
  const names = await server.as(viewer).groups.names();
  expect(names.map(({ name, nodeCount }) => `${name} ${nodeCount}`)).toEqual([
    'cloud 1',
    'debian 2',
    'fresh 1',
    'linux 3',
    'web 2',
  ]);
});

describe('a group', () => {
  test('has its members by name, each with every reason', async () => {
    const { members, nodeCount, bySource } = await get('debian');
    expect(nodeCount).toBe(2);
    expect(bySource).toMatchObject({ configured: 1, detected: 2, given: 0 });
    expect(members).toEqual([
      {
        nodeId: 'a',
        name: 'alpha',
        admission: 'active',
        lastReportMs: clock.wallMs() - 1_000,
        peers: null,
        reasons: [
          { source: 'detected', detector: 'linux.os', sinceMs: SINCE },
          { source: 'detected', detector: 'linux.release', sinceMs: SINCE },
        ],
      },
      expect.objectContaining({
        nodeId: 'b',
        reasons: [
          { source: 'configured', detector: '', sinceMs: SINCE },
          { source: 'detected', detector: 'linux.os', sinceMs: SINCE },
        ],
      }),
    ]);
  });

  test('that people gave just now says so, though the node has not told it yet', async () => {
    const [member] = (await get('fresh')).members;
    expect(member?.reasons).toEqual([{ source: 'given', detector: '', sinceMs: null }]);
    expect((await get('web')).members[0]?.reasons[0]?.sinceMs).toBe(SINCE);
  });

  test('knows the detectors behind it, each form of one for itself, and where it does not match', async () => {
    const { detectors } = await get('linux');
    expect(detectors).toMatchObject([
      { id: 'linux.os', level: 'core', gives: 2, states: { matched: 2, 'not-matched': 1 } },
      { id: 'linux.os', level: 'local', gives: 1, states: { matched: 1, 'not-matched': 0 } },
    ]);
  });

  test('is paged', async () => {
    expect((await get('linux', 1)).members).toEqual([]);
    expect((await get('linux', 1)).nodeCount).toBe(3);
  });

  test('that there is not has no members', async () => {
    expect(await get('nowhere')).toMatchObject({
      nodeCount: 0,
      members: [],
      detectors: [],
      changes: [],
    });
  });

  test('tells who came and who left, and not of a group whose name only begins so', async () => {
    const by = { source: 'detected', detector: 'a.b' } as const;
    const changed: GroupChange[] = [
      { ...by, change: 'added', group: 'zone', atMs: SINCE },
      { ...by, change: 'added', group: 'zone::lan', atMs: SINCE + 1 },
      { ...by, change: 'removed', group: 'zone', atMs: SINCE + 2 },
    ];
    const told = monitoringEntries({ ...EMPTY_REPORT, groupChanges: changed });
    const entries = told.map((entry) => ({ ...entry, nodeId: 'a', actor: 'agent' }));
    const claim = { kind: 'node-edited', atMs: SINCE + 3, nodeId: 'a', actor: 'Ada' } as const;
    const text = 'joined the group zone: says somebody';
    await server.database.transaction((sql) =>
      createTimelineStore(server.database).add(sql, [...entries, { ...claim, text }]),
    );
    const { changes } = await get('zone');
    expect(changes.map(({ text }) => text)).toEqual([
      'left the group zone: no longer detected by a.b',
      'joined the group zone: detected by a.b',
    ]);
    expect(changes[0]?.nodeName).toBe('alpha');
  });
});

test.each([
  ['web', 2],
  ['linux & !web', 1],
  ['web | cloud | fresh', 3],
  ['!(debian | linux)', 1],
  ['*', 4],
  ['nowhere', 0],
])('the expression %j means %i nodes', async (expression, matches) => {
  expect(await count(expression)).toMatchObject({ matches, nodeCount: 4 });
});

test('the first few are named, in the order of the list of nodes', async () => {
  expect((await count('*')).names).toEqual(['alpha', 'Beta', 'delta', 'gamma']);
});

test('an expression that is none says where and what was expected', async () => {
  await expect(count('web and db')).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(/^column 5: expected & or \| after web, found and/),
  });
});

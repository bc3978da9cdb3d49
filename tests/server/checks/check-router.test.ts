import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECK_STATES, type CheckState } from '@/common/domain/check';
import { NO_CHECKS } from '@/common/domain/check-counts';
import { checkQuery } from '@/common/domain/check-query';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addNodes } from '../nodes/fleet';
import { addChecks, addDocument, cardOf, type TestCheck } from './seed-checks';

const clock = new FakeClock(Date.UTC(2026, 4, 1));
const nowMs = clock.wallMs();
let server: TestServer;

const NODES = [
  { id: 'amber', groups: ['web', 'linux'], ageMs: 1_000 },
  { id: 'blue', groups: ['db', 'linux'], ageMs: 2_000 },
  { id: 'coral', groups: ['web'], ageMs: 3_600_000 },
  { id: 'dust', groups: ['web'], ageMs: 1_000, admission: 'revoked' as const },
];

const CHECKS: readonly TestCheck[] = [
  {
    nodeId: 'amber',
    check: 'linux.memory',
    state: 'critical',
    sinceMs: nowMs - 5_000,
    output: '97 % used',
  },
  { nodeId: 'amber', check: 'linux.cpu', state: 'ok' },
  {
    nodeId: 'amber',
    check: 'web.port',
    state: 'warning',
    sinceMs: nowMs - 9_000,
    output: 'slow_1',
  },
  { nodeId: 'amber', check: 'linux.gone', state: 'critical', applies: false },
  { nodeId: 'blue', check: 'linux.memory', state: 'critical', sinceMs: nowMs - 1_000 },
  { nodeId: 'blue', check: 'linux.cpu', state: 'stale', sinceMs: nowMs - 2_000 },
  { nodeId: 'blue', check: 'db.lag', state: 'pending' },
  { nodeId: 'coral', check: 'linux.memory', state: 'unknown', sinceMs: nowMs - 3_700_000 },
  { nodeId: 'coral', check: 'linux.cpu', state: 'ok' },
  { nodeId: 'dust', check: 'linux.cpu', state: 'critical' },
];

beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(server, NODES, nowMs);
  // As ingest keeps it: these nodes told no groups of their own.
  await server.database.query('UPDATE "Node" SET "memberOf" = groups');
  await addChecks(server.database, CHECKS);
});
afterAll(() => server[Symbol.asyncDispose]());

const checks = () => server.as(viewer).checks;
type Query = Parameters<ReturnType<typeof checks>['list']>[0];
const list = (query: Query = {}) => checks().list(query);
const namesOf = async (query: Query) =>
  (await list(query)).rows.map(({ nodeId, check }) => `${nodeId} ${check}`);

const PROBLEMS: CheckState[] = ['critical', 'warning', 'unknown', 'stale'];

describe('the list', () => {
  test('has the worst first, of these the newest, and only what applies', async () => {
    expect(await namesOf({ states: PROBLEMS })).toEqual([
      'blue linux.memory',
      'amber linux.memory',
      'dust linux.cpu',
      'amber web.port',
      'coral linux.memory',
      'blue linux.cpu',
    ]);
    expect(await namesOf({ all: true, nodeId: 'amber', states: ['critical'] })).toEqual([
      'amber linux.memory',
      'amber linux.gone',
    ]);
  });

  test('counts those of nodes that do not report, or are shut out, apart', async () => {
    const { counts, silent, total } = await list({ states: PROBLEMS });
    expect(counts).toEqual({ ok: 1, warning: 1, critical: 2, unknown: 0, pending: 1, stale: 1 });
    expect(silent).toEqual({ ...NO_CHECKS, ok: 1, unknown: 1, critical: 1 });
    expect(total).toBe(6);
    expect(await namesOf({ silent: 'only' })).toEqual([
      'dust linux.cpu',
      'coral linux.memory',
      'coral linux.cpu',
    ]);
    expect((await list({ silent: 'none' })).total).toBe(6);
  });

  test.each([
    [{ group: 'web & linux' }, 3],
    [{ group: '!web' }, 3],
    [{ group: 'db | nothing' }, 3],
    [{ group: 'nothing' }, 0],
    [{ pack: 'linux' }, 7],
    [{ check: 'linux.cpu' }, 4],
    [{ nodeId: 'blue' }, 3],
    [{ query: 'MEMO' }, 3],
    [{ query: 'amb' }, 3],
    [{ query: 'slow' }, 1],
    [{ query: '97 %' }, 1],
    [{ states: ['critical' as const, 'ok' as const] }, 5],
    [{ query: 'w_1' }, 1],
    [{ query: '%' }, 1],
    [{ group: 'linux', pack: 'linux', query: 'e', states: ['critical' as const] }, 2],
  ])('for %j finds them and counts as many, whichever way it counts', async (query, total) => {
    const page = await list(query);
    expect(page.rows).toHaveLength(total);
    expect(page.total).toBe(total);
  });

  test('says where in a group set expression it is wrong', async () => {
    await expect(list({ group: 'web & ' })).rejects.toThrow(/column 7/);
  });

  test.each(['worst', 'since', 'check', 'node'] as const)(
    'goes on by %s from row to row, over all of them, each once',
    async (sort) => {
      const whole = await namesOf({ sort });
      expect(new Set(whole).size).toBe(9);
      const paged: string[] = [];
      let after: string | undefined;
      do {
        const page = await list({ sort, limit: 2, ...(after === undefined ? {} : { after }) });
        paged.push(...page.rows.map(({ nodeId, check }) => `${nodeId} ${check}`));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(paged).toEqual(whole);
    },
  );

  test.each(['', '[]', '[1,2,3,4,5]', '["a",1,"b","c"]', '[1,-1,"b","c"]', '{"a":1}'])(
    'refuses %j for a place',
    async (after) => {
      await expect(list({ after })).rejects.toThrow(/after: expected/);
    },
  );

  test('asks for what is allowed only', () => {
    expect(checkQuery.safeParse({ states: [...CHECK_STATES, 'ok'] }).success).toBe(false);
    expect(checkQuery.safeParse({ limit: 201 }).success).toBe(false);
    expect(checkQuery.safeParse({ group: 'x'.repeat(1_025) }).success).toBe(false);
  });
});

describe('groups', () => {
  const brief = async (by: 'check' | 'node' | 'group' | 'pack', filter: Query = {}) =>
    (await checks().groups({ by, ...filter })).map(({ label, counts, silent }) =>
      [label, counts.critical, counts.warning, counts.ok, silent.unknown].join(' '),
    );

  test('are added up by node, group, check and pack, worst first', async () => {
    expect(await brief('node')).toEqual([
      'amber 1 1 1 0',
      'blue 1 0 0 0',
      'dust 0 0 0 0',
      'coral 0 0 0 1',
    ]);
    expect(await brief('group')).toEqual(['linux 2 1 1 0', 'web 1 1 1 1', 'db 1 0 0 0']);
    expect(await brief('check')).toEqual([
      'linux.memory 2 0 0 1',
      'web.port 0 1 0 0',
      'linux.cpu 0 0 1 0',
      'db.lag 0 0 0 0',
    ]);
    expect(await brief('pack')).toEqual(['linux 2 0 1 1', 'web 0 1 0 0', 'db 0 0 0 0']);
  });

  test('say the same where the checks are read and where the numbers in the nodes are', async () => {
    for (const by of ['node', 'group'] as const) {
      const read = await checks().groups({ by, query: '.' });
      expect(read).toEqual(await checks().groups({ by }));
    }
    expect((await list({ query: '.' })).counts).toEqual((await list()).counts);
  });
});

test('what is wrong is one row a check, with the worst and latest of its nodes', async () => {
  expect(await checks().problems()).toEqual([
    {
      check: 'linux.memory',
      state: 'critical',
      nodes: 2,
      nodeId: 'blue',
      nodeName: 'blue',
      output: '',
      sinceMs: nowMs - 1_000,
    },
    expect.objectContaining({ check: 'web.port', state: 'warning', nodes: 1, output: 'slow_1' }),
    expect.objectContaining({ check: 'linux.cpu', state: 'stale', nodes: 1, nodeId: 'blue' }),
  ]);
});

test('a check is shown with each of its definitions and the parameters in force, by nodes', async () => {
  const parameter = {
    name: 'memory_critical',
    type: 'float' as const,
    help: '',
    unit: 'percent',
    isSecret: false,
    value: '90',
    default: '90',
    level: 'core' as const,
    place: '/packs/linux/parameters.yaml:3:7',
    hides: [],
  };
  const pack = {
    version: '1.0.0',
    summary: '',
    level: 'core' as const,
    directories: [],
    files: [],
  };
  for (const { id } of NODES.slice(0, 3)) {
    const level = id === 'coral' ? ('local' as const) : ('core' as const);
    await addDocument(server.database, id, 'check', cardOf('linux.memory', { level }));
    const value = id === 'amber' ? '50' : '90';
    const parameters = [
      { ...parameter, value },
      { ...parameter, name: 'other' },
    ];
    await addDocument(server.database, id, 'pack', {
      ...pack,
      name: 'linux',
      parameters,
      notLoaded: [],
    });
  }
  const all = await checks().get({ check: 'linux.memory' });
  expect(all.definitions.map(({ card, nodes }) => [card.level, nodes])).toEqual([
    ['core', 2],
    ['local', 1],
  ]);
  expect(
    all.parameters.map((each) => [each.parameter.name, each.parameter.value, each.nodes]),
  ).toEqual([
    ['memory_critical', '90', 2],
    ['memory_critical', '50', 1],
  ]);
  expect(all).toMatchObject({ nodesLookedAt: 3, counts: { critical: 2 }, silent: { unknown: 1 } });
  const one = await checks().get({ check: 'linux.memory', nodeId: 'amber' });
  expect(one.parameters.map((each) => each.parameter.value)).toEqual(['50']);
  expect(await checks().get({ check: 'no.such' })).toMatchObject({
    definitions: [],
    parameters: [],
  });
});

describe('the past of a check', () => {
  const HOUR_MS = 3_600_000;
  beforeAll(async () => {
    const change = (agoMs: number, from: string, to: string) => ({
      nodeId: 'amber',
      check: 'linux.memory',
      at: new Date(nowMs - agoMs),
      kind: 'state',
      from,
      to,
      output: to,
    });
    await server.database.prisma.checkEvent.createMany({
      data: [
        change(30 * HOUR_MS, 'pending', 'ok'),
        change(2 * HOUR_MS, 'ok', 'warning'),
        change(HOUR_MS, 'warning', 'ok'),
        change(5_000, 'ok', 'critical'),
        { ...change(HOUR_MS, '', ''), kind: 'flapping-started', check: 'linux.cpu' },
      ],
    });
  });

  test('is told newest first, of one check or one node, a page after the other', async () => {
    const first = await checks().history({ check: 'linux.memory', limit: 3 });
    expect(first.map(({ to }) => to)).toEqual(['critical', 'ok', 'warning']);
    const before = first.at(-1)?.id ?? '';
    const rest = await checks().history({ check: 'linux.memory', limit: 3, before });
    expect(rest).toMatchObject([{ from: 'pending', to: 'ok', nodeName: 'amber', kind: 'state' }]);
    const flapping = await checks().history({ nodeId: 'amber', check: 'linux.cpu' });
    expect(flapping).toMatchObject([{ kind: 'flapping-started', from: null, to: null }]);
  });

  test('gives the spans of the last day, from what it was at its beginning', async () => {
    const [spans, none, unchanged] = await checks().spans({
      check: 'linux.memory',
      nodeIds: ['amber', 'dust', 'blue'],
    });
    expect(spans?.map(({ fromMs, state }) => [nowMs - fromMs, state])).toEqual([
      [24 * HOUR_MS, 'ok'],
      [2 * HOUR_MS, 'warning'],
      [HOUR_MS, 'ok'],
      [5_000, 'critical'],
    ]);
    expect(none).toEqual([]);
    expect(unchanged).toEqual([{ fromMs: nowMs - 1_000, state: 'critical' }]);
  });

  test('stands with every check of a node, those that do not apply at the end', async () => {
    const rows = await checks().onNode({ nodeId: 'amber' });
    expect(rows.map(({ check, summary, spans }) => [check, summary, spans.length])).toEqual([
      ['linux.memory', 'The check memory', 4],
      ['web.port', '', 1],
      ['linux.cpu', '', 1],
      ['linux.gone', '', 1],
    ]);
  });
});

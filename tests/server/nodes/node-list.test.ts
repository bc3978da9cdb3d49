import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeQuery } from '@/common/domain/node-query';
import { FakeClock } from '../../support/fake-clock';
import { startTestServer, type TestServer, viewer } from '../../support/test-server';
import { addNodes, type TestNode } from './fleet';

const clock = new FakeClock(Date.now());
let server: TestServer;

const SPECIAL: readonly TestNode[] = [
  {
    id: 'amber',
    hostname: 'web_1.example.org',
    os: 'Debian GNU/Linux 12',
    groups: ['edge', 'web'],
    agentVersion: '0.9.0',
    ageMs: 1_000,
    cpuPercent: 50,
    memoryPercent: 10,
    diskPercent: 70,
    load1: 2,
    collectorsFailing: 2,
  },
  {
    id: 'blue',
    hostname: 'webX1.example.org',
    name: 'Blue 100%',
    os: 'Alpine Linux v3.20',
    groups: ['web-front'],
    agentVersion: '0.10.0',
    ageMs: 20_000,
    cpuPercent: 5,
    memoryPercent: 30,
    diskPercent: 20,
    load1: 0.1,
    collectorsFailing: 1,
  },
  {
    id: 'coral',
    hostname: 'Ärger',
    name: 'coral\\1',
    groups: ['edge'],
    agentVersion: '0.2.0',
    ageMs: 3_600_000,
    cpuPercent: 99,
    memoryPercent: 20,
    diskPercent: 90,
    load1: 9,
    collectorsFailing: 3,
  },
  { id: 'dust', hostname: 'dust.example.org', groups: ['never'] },
];

const PLAIN = Array.from({ length: 300 }, (_, index) => ({
  id: `plain${index}`,
  hostname: `host-${String(index).padStart(3, '0')}`,
  groups: ['bulk'],
  agentVersion: '0.5.0',
  ageMs: 60_000 + index,
}));

beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(server, [...SPECIAL, ...PLAIN], clock.wallMs());
});
afterAll(() => server[Symbol.asyncDispose]());

const COUNTS = {
  ...{ down: 0, unreporting: 0, left: 0 },
  live: 2,
  stale: 301,
  pending: 1,
  waiting: 0,
  quarantined: 0,
  revoked: 0,
};

const list = (query: Partial<NodeQuery>) => server.as(viewer).nodes.list(query);

async function idsOf(query: Partial<NodeQuery>): Promise<string[]> {
  const { rows } = await list(query);
  return rows.map(({ id }) => id);
}

describe('a search', () => {
  test.each([
    ['WEB_1', ['amber']],
    ['blue', ['blue']],
    ['alpine', ['blue']],
    ['eB-fRo', ['blue']],
    ['edge', ['amber', 'coral']],
    ['ärG', ['coral']],
    ['%', ['blue']],
    ['_', ['amber']],
    ['\\', ['coral']],
    ['host-29', Array.from({ length: 10 }, (_, index) => `plain${290 + index}`)],
    ['nowhere', []],
  ])(
    'for %j finds parts of names, systems and groups in any case, and no more',
    async (query, ids) => {
      expect((await idsOf({ query })).sort()).toEqual(ids);
    },
  );

  test('counts what it found over all its pages, and the states of the whole fleet', async () => {
    const page = await list({ query: 'host-', page: 2, pageSize: 100 });
    expect(page.total).toBe(300);
    expect(page.rows).toHaveLength(100);
    expect(page.counts).toEqual(COUNTS);
  });

  test('past its last page finds nothing and still says how many there are', async () => {
    expect(await list({ query: 'host-', page: 7 })).toMatchObject({ rows: [], total: 300 });
  });
});

test.each([
  [{ group: 'edge' }, ['amber', 'coral']],
  [{ group: 'web' }, ['amber']],
  [{ group: 'edge & !web' }, ['coral']],
  [{ group: '!bulk & !(edge | never)' }, ['blue']],
  [{ group: 'edge', query: 'amber' }, []],
  [{ state: 'live' }, ['amber', 'blue']],
  [{ state: 'pending' }, ['dust']],
  [{ state: 'stale', group: 'edge' }, ['coral']],
  [{ state: 'live', query: 'alpine' }, ['blue']],
  [{ state: 'live', group: 'bulk' }, []],
] as const)('the filter %j leaves %j', async (filter, ids) => {
  expect((await idsOf(filter)).sort()).toEqual(ids);
});

test('a group set that is none says where', async () => {
  await expect(list({ group: 'web & ' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringMatching(
      /^column 7: expected the name of a group after &, found the end/,
    ),
  });
});

describe('an order', () => {
  /** The order of the special nodes among all 304; the others know nothing that is sorted by. */
  async function order(sort: NodeQuery['sort'], descending: boolean): Promise<string[]> {
    const ids: string[] = [];
    for (const page of [0, 1]) {
      ids.push(...(await idsOf({ sort, descending, page, pageSize: 200 })));
    }
    expect(new Set(ids).size).toBe(304);
    return ids.filter((id) => SPECIAL.some((one) => one.id === id));
  }

  test.each([
    ['name', ['blue', 'coral', 'dust', 'amber'], ['amber', 'dust', 'coral', 'blue']],
    ['cpu', ['blue', 'amber', 'coral'], ['coral', 'amber', 'blue']],
    ['memory', ['amber', 'coral', 'blue'], ['blue', 'coral', 'amber']],
    ['disk', ['blue', 'amber', 'coral'], ['coral', 'amber', 'blue']],
    ['load', ['blue', 'amber', 'coral'], ['coral', 'amber', 'blue']],
    ['age', ['amber', 'blue', 'coral'], ['coral', 'blue', 'amber']],
    ['state', ['amber', 'blue', 'coral'], ['coral', 'blue', 'amber']],
    ['version', ['coral', 'amber', 'blue'], ['blue', 'amber', 'coral']],
  ] as const)('by %s goes both ways, and unknown comes last', async (sort, up, down) => {
    const unknown = sort === 'name' ? [] : ['dust'];
    expect(await order(sort, false)).toEqual([...up, ...unknown]);
    expect(await order(sort, true)).toEqual([...down, ...unknown]);
  });

  test('of equals is the same on every page: nobody is shown twice or left out', async () => {
    const seen: string[] = [];
    for (let page = 0; page < 7; page++) {
      seen.push(...(await idsOf({ group: 'bulk', sort: 'cpu', page, pageSize: 50 })));
    }
    expect(seen).toHaveLength(300);
    expect(new Set(seen).size).toBe(300);
  });
});

describe('the overview', () => {
  test('has every node, and the counts', async () => {
    const { nodes, counts } = await server.as(viewer).nodes.overview();
    expect(nodes).toHaveLength(304);
    expect(counts).toEqual(COUNTS);
  });

  test('names who is silent, the longest first, and then whose collectors fail', async () => {
    const { attention } = await server.as(viewer).nodes.overview();
    expect(attention).toHaveLength(303);
    expect(attention[0]).toEqual({
      kind: 'node-stale',
      check: null,
      nodes: 1,
      nodeId: 'coral',
      nodeName: 'coral\\1',
      text: 'has not reported; what is shown of it is as of then',
      sinceMs: clock.wallMs() - 3_600_000,
    });
    expect(attention[1]?.nodeId).toBe('plain299');
    expect(attention.slice(-2)).toMatchObject([
      { kind: 'collectors-failing', nodeId: 'blue', text: '1 collector fails' },
      { kind: 'collectors-failing', nodeId: 'amber', text: '2 collectors fail' },
    ]);
  });
});

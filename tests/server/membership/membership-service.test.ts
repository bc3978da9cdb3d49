import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MemberState } from '@/common/domain/member';
import { createBus } from '@/server/live/bus';
import { createMembershipService } from '@/server/membership/membership-service';
import { openQuestionPart, type QuestionPart } from '@/server/questions/question-service';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import { addMembers, goneOf, idOf, membershipOf, tells } from './cluster-told';

let database: TestDatabase;
let clock: FakeClock;
let questions: QuestionPart;
let listening: AbortController;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  clock = new FakeClock(Date.now());
  listening?.abort();
  listening = new AbortController();
  questions = openQuestionPart({ database, bus: createBus(), clock, log: quietLog });
});

function service() {
  const { ask } = questions.questions;
  return createMembershipService({ database, bus: createBus(), clock, ask });
}

/** The agent of a node answers with its list. */
function holds(name: string, states: Readonly<Record<string, MemberState>>): void {
  const members = Object.entries(states).map(([member, state]) => ({
    ...{ id: idOf(member), name: member, zone: 'lan', state, sinceMs: 1_000, incarnation: 1 },
    ...{ roundTripMs: null, heardMs: null, accusers: [] },
  }));
  const json = JSON.stringify({ digest: 'abc', members, leftOut: 0 });
  const said = questions.door.follow(idOf(name), listening.signal);
  void (async () => {
    for await (const { id } of said) {
      questions.door.answer(idOf(name), { id, answer: { is: 'json', json } });
    }
  })();
}

/** Time passes until it is there: where servers share a database, another might have the connection. */
async function meanwhile<Value>(wanted: Promise<Value>): Promise<Value> {
  let isThere = false;
  const there = () => {
    isThere = true;
  };
  wanted.then(there, there);
  while (!isThere) {
    await vi.waitUntil(() => isThere || clock.pendingTimers > 0, { interval: 5, timeout: 10_000 });
    await clock.advance(500);
  }
  return wanted;
}

const THREE = { 'web-1': 1_000, 'web-2': 1_000, db: 40_000 };

describe('the map', () => {
  test('has every node with its zone, whether it is a relay, and how it sees the rest', async () => {
    await addMembers(database, THREE, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')], { isRelay: true, digest: 'aa' }));
    await tells(database, 'db', membershipOf([], { zone: 'dmz' }));
    const { nodes } = await service().topology();
    expect(
      nodes.map(({ name, zone, isRelay, digest, gone, members }) => [
        ...[name, zone, isRelay, digest, gone, members],
      ]),
    ).toEqual([
      ['web-2', '', false, '', 0, 0],
      ['db', 'dmz', false, 'abc', 0, 3],
      ['web-1', 'lan', true, 'aa', 1, 4],
    ]);
  });

  test('has the nearest of each node, each way once, and all between relays', async () => {
    const names = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'r1', 'r2'];
    await addMembers(database, Object.fromEntries(names.map((name) => [name, 0])), clock.wallMs());
    const far = { n1: 90, n2: 91, n3: 92, n4: 93, n5: 94, n6: 95 };
    await tells(database, 'r1', membershipOf([], { isRelay: true }), { r2: 99, ...far });
    await tells(database, 'r2', membershipOf([], { isRelay: true }), { r1: 98 });
    await tells(database, 'n6', membershipOf(), { n1: 1, n2: 2, n3: 3, n4: 4, stranger: 0.1 });
    const { edges } = await service().topology();
    const named = new Map(names.map((name) => [idOf(name), name]));
    const shown = edges.map(({ from, to, ms }) => {
      return [`${[named.get(from), named.get(to)].sort().join('-')}`, ms];
    });
    expect(shown).toContainEqual(['r1-r2', 99]);
    expect(shown).toContainEqual(['n1-n6', 1]);
    expect(shown.filter(([pair]) => pair === 'n6-r1')).toEqual([]);
    expect(shown.filter(([pair]) => String(pair).includes('undefined'))).toEqual([]);
  });
});

describe('the evidence about a node', () => {
  test('is who holds it for gone and by which probes, and who reaches it', async () => {
    await addMembers(database, THREE, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await tells(database, 'web-2', membershipOf(), { db: 0.5 });
    await tells(database, 'db', membershipOf([goneOf('web-1')]));
    const evidence = await service().evidence(idOf('db'));
    expect(evidence).toMatchObject({
      own: { zone: 'lan', counts: { alive: 3, dead: 1 } },
      heldBy: [
        { name: 'web-1', reports: true, state: 'dead', accusations: [{ failure: 'no-answer' }] },
      ],
      heldByCount: 1,
      reachedBy: [{ name: 'web-2', ms: 0.5 }],
      names: { [idOf('web-1')]: 'web-1' },
    });
  });

  test('is empty for one that does not gossip', async () => {
    await addMembers(database, THREE, clock.wallMs());
    await tells(database, 'db', { gossip: 'off' });
    expect(await service().evidence(idOf('db'))).toMatchObject({
      ...{ own: null, heldBy: [], reachedBy: [], names: {} },
    });
  });
});

describe('the agents of a zone, asked for what they see', () => {
  test('agree where one answers for all', async () => {
    await addMembers(database, THREE, clock.wallMs());
    for (const name of ['web-1', 'web-2']) await tells(database, name, membershipOf());
    holds('web-1', { 'web-1': 'alive', 'web-2': 'alive' });
    expect(await service().partition('lan')).toMatchObject({
      views: [{ digest: 'abc', nodeCount: 2, asked: { name: 'web-1' }, problem: '' }],
      disagreements: [],
    });
  });

  test('disagree in whom they hold for what, view by view', async () => {
    await addMembers(database, THREE, clock.wallMs());
    await tells(database, 'web-1', membershipOf([], { digest: 'a1' }));
    await tells(database, 'web-2', membershipOf([], { digest: 'b2' }));
    await tells(database, 'db', membershipOf([], { zone: 'dmz', digest: 'c3' }));
    holds('web-1', { 'web-1': 'alive', 'web-2': 'dead', cache: 'alive' });
    holds('web-2', { 'web-1': 'dead', 'web-2': 'alive', cache: 'alive' });
    const { views, disagreements } = await service().partition('lan');
    expect(views.map(({ digest }) => digest)).toEqual(['a1', 'b2']);
    expect(disagreements.map(({ name, states }) => [name, ...states])).toEqual([
      ['web-1', 'alive', 'dead'],
      ['web-2', 'dead', 'alive'],
    ]);
  });

  test('that do not answer are said so, and disagree with nobody', async () => {
    await addMembers(database, THREE, clock.wallMs());
    await tells(database, 'web-1', membershipOf([], { digest: 'a1' }));
    await tells(database, 'web-2', membershipOf([], { digest: 'b2' }));
    await tells(database, 'db', membershipOf([], { digest: 'c3' }));
    holds('web-1', { 'web-1': 'alive', 'web-2': 'dead' });
    const { views, disagreements, silent } = await meanwhile(service().partition('lan'));
    expect(views.map(({ problem }) => problem)).toEqual([
      '',
      expect.stringContaining('web-2 reports, but does not listen'),
    ]);
    expect([disagreements, silent]).toEqual([[], [{ id: idOf('db'), name: 'db' }]]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeState } from '@/common/domain/node';
import { HELD } from '@/server/jobs/claims';
import { createBus } from '@/server/live/bus';
import { createOpinionStore } from '@/server/membership/opinion-store';
import { PeerJudge } from '@/server/membership/peer-judge';
import { signsOf } from '@/server/nodes/node-row';
import { openQuestionPart, type QuestionPart } from '@/server/questions/question-service';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { addMembers, goneOf, idOf, membershipOf, tells } from './cluster-told';

const log = new QuietLog();
let database: TestDatabase;
let clock: FakeClock;
let bus: ReturnType<typeof createBus>;
let questions: QuestionPart;
let judge: PeerJudge;
let listening: AbortController;
let asked: string[];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  log.lines.length = 0;
  clock = new FakeClock(Date.now());
  bus = createBus();
  asked = [];
  listening = new AbortController();
  questions = openQuestionPart({ database, bus, clock, log });
  const opinions = createOpinionStore(database);
  judge = new PeerJudge({
    ...{ database, opinions, bus, clock, log, claim: HELD, questions: questions.questions },
  });
  judge.start();
});
afterEach(async () => {
  listening.abort();
  await judge.stop();
  questions.stop();
  expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([]);
});

/** The agent of a node that is connected, and answers what it is asked; or says nothing. */
async function listens(name: string, isMute = false): Promise<void> {
  const said = questions.door.follow(idOf(name), listening.signal);
  void (async () => {
    for await (const { id } of said) {
      asked.push(name);
      if (!isMute) questions.door.answer(idOf(name), { id, answer: { is: 'json', json: 'true' } });
    }
  })();
}

/** A node tells something, and the server looks at it. */
async function isLookedAt(): Promise<void> {
  bus.publish({ kind: 'members', nodeId: idOf('web-1') });
  await clock.advance(0);
  await passes(300);
}

async function passes(durationMs: number): Promise<void> {
  await clock.advance(durationMs);
  let isIdle = false;
  const idle = judge.idle().then(() => {
    isIdle = true;
  });
  // Where servers share a database, a question waits in it for one of them to have the connection.
  while (!isIdle) {
    await Promise.race([idle, sleep(20)]);
    if (!isIdle) await clock.advance(100);
  }
}

async function states(): Promise<Record<string, string>> {
  const nodes = await database.prisma.node.findMany({ orderBy: { name: 'asc' } });
  return Object.fromEntries(
    nodes.map((node) => [node.name, nodeState(signsOf(node), clock.wallMs())]),
  );
}

describe('a node that its peers hold for dead', () => {
  test('is down at once when it does not answer, long before its silence would be noticed', async () => {
    await addMembers(database, { 'web-1': 1_000, 'web-2': 2_000, db: 3_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await tells(database, 'web-2', membershipOf([goneOf('db')]));
    await isLookedAt();
    expect(await states()).toEqual({ 'web-1': 'live', 'web-2': 'live', db: 'down' });
  });

  test('is up while it answers the server: only its peers do not reach it', async () => {
    await addMembers(database, { 'web-1': 1_000, 'web-2': 2_000, db: 3_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await tells(database, 'web-2', membershipOf([goneOf('db')]));
    await listens('db');
    await isLookedAt();
    expect([asked, (await states()).db]).toEqual([['db'], 'live']);
    await isLookedAt();
    expect(asked).toEqual(['db']);
  });

  test('is asked again once a report of it is overdue', async () => {
    await addMembers(database, { 'web-1': 1_000, db: 3_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await listens('db');
    await isLookedAt();
    listening.abort();
    await passes(5_000);
    await passes(5_000);
    expect((await states()).db).toBe('down');
  });

  test('is up again with its next report, whatever others still say', async () => {
    await addMembers(database, { 'web-1': 1_000, db: 3_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await isLookedAt();
    expect((await states()).db).toBe('down');
    await clock.advance(1_000);
    const lastReportAt = new Date(clock.wallMs());
    await database.prisma.node.update({ where: { id: idOf('db') }, data: { lastReportAt } });
    expect((await states()).db).toBe('live');
  });

  test('stays down when all who said so are silent by now', async () => {
    await addMembers(database, { 'web-1': 1_000, db: 3_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db')]));
    await isLookedAt();
    await passes(60_000);
    expect(await states()).toEqual({ 'web-1': 'stale', db: 'down' });
  });

  test('is not taken for dead on the word of one that is cut off itself', async () => {
    await addMembers(
      database,
      { lonely: 1_000, 'web-1': 1_000, 'web-2': 2_000, db: 3_000 },
      clock.wallMs(),
    );
    const all = ['web-1', 'web-2', 'db'].map((name) => goneOf(name));
    await tells(database, 'lonely', membershipOf(all));
    await tells(database, 'web-1', membershipOf([goneOf('lonely')]), { db: 0.4, 'web-2': 0.5 });
    await tells(database, 'web-2', membershipOf([goneOf('lonely')]), { db: 0.4, 'web-1': 0.5 });
    await tells(database, 'db', membershipOf([goneOf('lonely')]), { 'web-1': 0.4, 'web-2': 0.5 });
    await listens('lonely');
    await isLookedAt();
    expect(new Set(Object.values(await states()))).toEqual(new Set(['live']));
    expect(asked).toEqual(['lonely']);
  });

  test('said by nobody but itself is not heard', async () => {
    await addMembers(database, { db: 3_000 }, clock.wallMs());
    await tells(database, 'db', membershipOf([goneOf('db')]));
    await isLookedAt();
    expect(await states()).toEqual({ db: 'live' });
  });
});

describe('a node that does not report', () => {
  test('is up for the page while peers that report reach it', async () => {
    await addMembers(database, { 'web-1': 1_000, db: 40_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf(), { db: 0.4 });
    await isLookedAt();
    expect(await states()).toEqual({ 'web-1': 'live', db: 'unreporting' });
  });

  test('is stale when those who reached it do not report either', async () => {
    await addMembers(database, { 'web-1': 40_000, db: 40_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf(), { db: 0.4 });
    await isLookedAt();
    expect(await states()).toEqual({ 'web-1': 'stale', db: 'stale' });
  });

  test('and left by itself has left, without a question', async () => {
    await addMembers(database, { 'web-1': 1_000, db: 40_000 }, clock.wallMs());
    await tells(database, 'web-1', membershipOf([goneOf('db', 'left')]));
    await listens('db', true);
    await isLookedAt();
    expect([asked, (await states()).db]).toEqual([[], 'left']);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MemberChange } from '@/common/domain/member';
import { listMemberEvents } from '@/server/membership/member-event-list';
import { createMemberRecorder, expireMemberEvents } from '@/server/membership/member-event-store';
import { createTimelineStore } from '@/server/timeline/timeline-store';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { accusationOf, addMembers, idOf } from './cluster-told';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  await addMembers(database, { 'web-1': 0, 'web-2': 0, 'web-3': 0, 'db-1': 0, 'db-2': 0 }, 10_000);
});

function changeOf(
  name: string,
  change: MemberChange['change'],
  more: Partial<MemberChange> = {},
): MemberChange {
  return {
    ...{ atMs: 5_000, id: idOf(name), name, zone: 'lan', change, detail: '', incarnation: 1 },
    ...{ accusations: [], ...more },
  };
}

const diedBy = (accuser: string, more: Parameters<typeof accusationOf>[2] = {}) =>
  changeOf('db-2', 'died', { accusations: [accusationOf('db-2', accuser, more)] });

/** @returns what the timeline gained or had reworded by it */
async function tell(witness: string, ...changes: MemberChange[]): Promise<string[]> {
  const record = createMemberRecorder(createTimelineStore(database));
  const told = await database.transaction((sql) => record(sql, idOf(witness), changes));
  return told.map(({ nodeName, text }) => `${nodeName ?? '-'} ${text}`);
}

async function timeline(): Promise<string[]> {
  const entries = await createTimelineStore(database).list({ limit: 50 });
  return entries.map(({ nodeName, text }) => `${nodeName ?? '-'} ${text}`);
}

describe('what happened to a member', () => {
  test('stands on the timeline once, however many tell it, with all who saw it', async () => {
    await tell('web-1', diedBy('web-1', { helpers: [idOf('db-1')] }));
    expect(await timeline()).toEqual(['db-2 died: web-1 did not reach it, asked db-1']);
    expect(await tell('web-3', diedBy('web-3'))).toEqual([
      'db-2 died: web-1 and web-3 did not reach it, asked db-1',
    ]);
    expect(await tell('web-2', diedBy('web-1'))).toEqual([]);
    expect(await timeline()).toEqual(['db-2 died: web-1 and web-3 did not reach it, asked db-1']);
    const [event] = await listMemberEvents(database, { limit: 9 });
    expect(event?.witnesses).toEqual(['web-1', 'web-3', 'web-2']);
    expect(event?.accusations.map(({ accuser }) => accuser)).toEqual([
      idOf('web-1'),
      idOf('web-3'),
    ]);
  });

  test('says how probes failed, and gives up counting names', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await addMembers(database, Object.fromEntries(names.map((name) => [name, 0])), 0);
    const accusations = [
      ...names.map((name, index) => accusationOf('db-2', name, { atMs: index })),
      accusationOf('db-2', 'web-1', { failure: 'refused', atMs: 9 }),
    ];
    expect(await tell('web-1', changeOf('db-2', 'died', { accusations }))).toEqual([
      'db-2 died: web-1 found its machine up and no agent on it; a, b, c, d and 2 more did not reach it',
    ]);
  });

  test('of another life is another event', async () => {
    await tell('web-1', changeOf('db-2', 'died'));
    await tell('web-1', changeOf('db-2', 'returned', { incarnation: 2 }));
    await tell('web-1', changeOf('db-2', 'died', { incarnation: 2 }));
    expect(await timeline()).toEqual([
      'db-2 died: its peers do not reach it',
      'db-2 is back in the cluster',
      'db-2 died: its peers do not reach it',
    ]);
  });

  test('as somebody sees it who has just started, is no news: all were there already', async () => {
    await tell('web-1', changeOf('db-2', 'joined'));
    expect(await tell('web-2', changeOf('db-2', 'joined', { incarnation: 7 }))).toEqual([]);
    expect(await tell('web-2', changeOf('db-2', 'returned', { incarnation: 8 }))).toEqual([]);
    expect(await timeline()).toEqual(['db-2 joined the cluster, zone lan']);
    await tell('web-1', changeOf('db-2', 'left', { incarnation: 8 }));
    expect(await tell('web-3', changeOf('db-2', 'joined', { incarnation: 9 }))).toHaveLength(1);
  });

  test('told twice in one report counts once', async () => {
    const change = changeOf('db-2', 'left');
    expect(await tell('web-1', change, change)).toEqual(['db-2 left the cluster']);
  });

  test('that is no node here is told with its name', async () => {
    expect(await tell('web-1', changeOf('stranger', 'left'))).toEqual([
      '- stranger left the cluster',
    ]);
  });

  test('and was refuted stays off the timeline, and in its history', async () => {
    const change = changeOf('db-2', 'suspected', { accusations: [accusationOf('db-2', 'web-1')] });
    expect(await tell('web-1', change, changeOf('db-2', 'refuted', { incarnation: 2 }))).toEqual(
      [],
    );
    const events = await listMemberEvents(database, { nodeId: idOf('db-2'), limit: 9 });
    expect(events.map(({ change: what }) => what)).toEqual(['refuted', 'suspected']);
  });

  test('is forgotten when it is old enough, and not before', async () => {
    await tell('web-1', changeOf('db-2', 'left', { atMs: 1 }), changeOf('db-1', 'left'));
    await expireMemberEvents(database, 5_000);
    expect((await listMemberEvents(database, { limit: 9 })).map(({ name }) => name)).toEqual([
      'db-1',
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FakeClock } from '../../support/fake-clock';
import {
  actorFor,
  admin,
  startTestServer,
  type TestServer,
  viewer,
} from '../../support/test-server';
import { addNodes } from './fleet';

const clock = new FakeClock(Date.now());
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ clock });
  await addNodes(server, [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], clock.wallMs());
});
afterAll(() => server[Symbol.asyncDispose]());

const nothing = { displayName: '', groups: [], collectorIntervalsMs: {} };

const membership = (group: string, source: string) => {
  return { group, source, detector: '', sinceMs: 1 };
};

describe('an edit', () => {
  test('is kept, sorted and without doubles, and grows the revision', async () => {
    const edited = await server.as(admin).nodes.edit({
      nodeId: 'a',
      displayName: '  Front door ',
      groups: ['web', 'prod', 'web'],
      collectorIntervalsMs: { disk: 60_000 },
    });
    expect(edited).toMatchObject({
      name: 'Front door',
      displayName: 'Front door',
      hostname: 'a',
      groups: ['prod', 'web'],
      collectorIntervalsMs: { disk: 60_000 },
      desiredRevision: 1,
    });
    expect(await server.as(viewer).nodes.find({ nodeId: 'a' })).toEqual(edited);
    const plain = await server.as(admin).nodes.edit({ nodeId: 'a', ...nothing });
    expect(plain).toMatchObject({ name: 'a', displayName: '', groups: [], desiredRevision: 2 });
  });

  test('of its groups holds at once, beside those that the node found itself', async () => {
    const json = { memberships: [membership('redis', 'detected'), membership('old', 'given')] };
    await server.database.prisma.nodeDocument.create({
      data: { nodeId: 'd', kind: 'groups', key: '', json, at: new Date(), epoch: 'e', sequence: 1 },
    });
    const memberOf = async () =>
      (await server.database.prisma.node.findUniqueOrThrow({ where: { id: 'd' } })).memberOf;
    await server.as(admin).nodes.edit({ nodeId: 'd', ...nothing, groups: ['web', 'redis'] });
    expect(await memberOf()).toEqual(['redis', 'web']);
    await server.as(admin).nodes.edit({ nodeId: 'd', ...nothing });
    expect(await memberOf()).toEqual(['redis']);
  });

  test('stands in the timeline with what changed and by whom', async () => {
    await server.as(admin).nodes.edit({
      nodeId: 'b',
      displayName: 'Bee',
      groups: ['x'],
      collectorIntervalsMs: { disk: 60_000 },
    });
    await server.as(admin).nodes.edit({ nodeId: 'b', ...nothing });
    await server.as(admin).nodes.edit({ nodeId: 'b', ...nothing });
    const entries = await server.as(viewer).timeline.list({ nodeId: 'b' });
    expect(entries.map(({ actor, text }) => `${actor}: ${text}`)).toEqual([
      'Ada: saved without a change',
      "Ada: display name is now “b”; groups are now none; collector intervals are now the packs' own",
      'Ada: display name is now “Bee”; groups are now x; collector intervals are now disk every 60 s',
    ]);
    expect(entries[0]).toMatchObject({ kind: 'node-edited', nodeId: 'b', nodeName: 'b' });
  });

  test('of a node that is not there is NOT_FOUND, as is a look at it', async () => {
    const missing = { code: 'NOT_FOUND', message: 'There is no node zzz.' };
    const edit = server.as(admin).nodes.edit({ nodeId: 'zzz', ...nothing });
    await expect(edit).rejects.toMatchObject(missing);
    await expect(server.as(viewer).nodes.find({ nodeId: 'zzz' })).rejects.toMatchObject(missing);
  });

  test.each([
    [{ groups: ['Web'] }],
    [{ groups: ['with space'] }],
    [{ groups: [''] }],
    [{ displayName: 'x'.repeat(129) }],
    [{ displayName: 'a\0b' }],
    [{ displayName: 'two\nlines' }],
    [{ collectorIntervalsMs: { disk: 10 } }],
    [{ collectorIntervalsMs: { disk: 1e12 } }],
    [{ collectorIntervalsMs: { 'no collector': 1_000 } }],
  ])('that makes no sense is refused: %j', async (change) => {
    const edit = server.as(admin).nodes.edit({ nodeId: 'c', ...nothing, ...change });
    await expect(edit).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await server.as(viewer).nodes.find({ nodeId: 'c' })).toMatchObject({
      desiredRevision: 0,
    });
  });

  test('by many at the same time loses no revision', async () => {
    const edits = Array.from({ length: 8 }, (_, index) =>
      server.as(admin).nodes.edit({ nodeId: 'c', ...nothing, displayName: `name ${index}` }),
    );
    const revisions = (await Promise.all(edits)).map(({ desiredRevision }) => desiredRevision);
    expect(revisions.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const entries = await server.as(viewer).timeline.list({ nodeId: 'c' });
    expect(entries).toHaveLength(8);
  });
});

test('enrolling a key again is no second node and no second event', async () => {
  const node = { id: 'again', hostname: 'again', publicKey: new Uint8Array(32).fill(7) };
  for (let time = 0; time < 3; time++) await server.services.nodes.enrol(node);
  const { total } = await server.as(viewer).nodes.list({ query: 'again' });
  expect(total).toBe(1);
  const entries = await server.as(viewer).timeline.list({ nodeId: 'again' });
  expect(entries.map(({ kind, actor }) => `${actor} ${kind}`)).toEqual(['server node-enrolled']);
});

describe('watching nodes', () => {
  const edit = (nodeId: string, displayName: string) =>
    server.services.nodes.edit({ nodeId, ...nothing, displayName }, actorFor(admin, clock));

  async function firstOf(nodeIds: readonly string[] | undefined, change: () => Promise<unknown>) {
    const ended = new AbortController();
    const rows = server.services.nodes.watch(nodeIds, ended.signal)[Symbol.asyncIterator]();
    const first = rows.next();
    await change();
    const { value } = await first;
    ended.abort();
    let isDone = false;
    const last = rows.next().finally(() => {
      isDone = true;
    });
    while (!isDone) await clock.advance(100);
    expect(await last).toEqual({ done: true, value: undefined });
    return value;
  }

  test('gives the row that changed, and ends with its signal', async () => {
    const row = await firstOf(undefined, () => edit('a', 'Anna'));
    expect(row).toMatchObject({ id: 'a', name: 'Anna' });
  });

  test('gives none but those that were asked for', async () => {
    const row = await firstOf(['b'], async () => {
      await edit('a', 'Anton');
      await clock.advance(1_000);
      await edit('b', 'Berta');
      await clock.advance(1_000);
    });
    expect(row).toMatchObject({ id: 'b', name: 'Berta' });
  });

  test('gathers: many changes of a node are one row, as it is now', async () => {
    const ended = new AbortController();
    const rows = server.services.nodes.watch(['a'], ended.signal)[Symbol.asyncIterator]();
    const first = rows.next();
    await edit('a', 'first');
    expect((await first).value).toMatchObject({ id: 'a' });
    const second = rows.next();
    for (const name of ['second', 'third', 'fourth']) await edit('a', name);
    await clock.advance(500);
    expect((await second).value).toMatchObject({ name: 'fourth' });
    ended.abort();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCollectorService } from '@/server/collectors/collector-service';
import { createCollectorStore } from '@/server/collectors/collector-store';
import type { Origin } from '@/server/ingest/report-origin';
import { createBus } from '@/server/live/bus';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { statusOf } from '../ingest/test-agent';

let database: TestDatabase;
let store: ReturnType<typeof createCollectorStore>;
beforeAll(async () => {
  database = await openTestDatabase();
  store = createCollectorStore(database);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.reset();
  await database.prisma.node.createMany({
    data: ['a', 'b'].map((id, index) => {
      return { id, name: id, hostname: id, publicKey: new Uint8Array(32).fill(index) };
    }),
  });
});

/** Names of runs sort by their age, as long as nobody sets the clock back. */
const RUN = 'run-2';
const EARLIER_RUN = 'run-1';
const from = (change: Partial<Origin> = {}): Origin => {
  const place = { epoch: RUN, sequence: 10, currentEpoch: RUN };
  return { nodeId: 'a', atMs: 10_000, ...place, ...change };
};
const said = (sequence: number) => from({ sequence });
const list = (nodeId = 'a') => store.list(nodeId);

describe('states', () => {
  test('are listed by name, each node’s own, the last of a report for each collector', async () => {
    await store.saveStatuses(database, from(), [
      statusOf('disk', { runs: 1 }),
      statusOf('cpu'),
      statusOf('disk', { runs: 2 }),
    ]);
    expect(await list()).toMatchObject([{ collector: 'cpu' }, { collector: 'disk', runs: 2 }]);
    expect(await list('b')).toEqual([]);
  });

  test('that are older stay out, by number and not by a clock that somebody may set', async () => {
    await store.saveStatuses(database, said(10), [statusOf('disk', { runs: 10 })]);
    await store.saveStatuses(database, from({ sequence: 9, atMs: 99_000 }), [
      statusOf('disk', { runs: 9 }),
    ]);
    expect(await list()).toMatchObject([{ runs: 10 }]);
    await store.saveStatuses(database, from({ sequence: 11, atMs: 1_000 }), [
      statusOf('disk', { runs: 11 }),
    ]);
    expect(await list()).toMatchObject([{ runs: 11 }]);
  });

  test('of an earlier run stay out, even when the clock was set back between the runs', async () => {
    const now = from({ epoch: EARLIER_RUN, currentEpoch: EARLIER_RUN, sequence: 1, atMs: 1_000 });
    const left = from({ epoch: RUN, currentEpoch: EARLIER_RUN, sequence: 500, atMs: 99_000 });
    await store.saveStatuses(database, now, [statusOf('disk', { runs: 1 })]);
    await store.saveStatuses(database, left, [statusOf('disk', { runs: 500 })]);
    expect(await list()).toMatchObject([{ runs: 1 }]);
  });

  test('of the run that speaks now replace those of any other', async () => {
    await store.saveStatuses(database, said(500), [statusOf('disk', { runs: 500 })]);
    await store.saveStatuses(
      database,
      from({ epoch: EARLIER_RUN, currentEpoch: EARLIER_RUN, sequence: 1 }),
      [statusOf('disk', { runs: 1 })],
    );
    expect(await list()).toMatchObject([{ runs: 1 }]);
  });

  test('of two earlier runs come from the later of them', async () => {
    const of = (epoch: string) => from({ epoch, currentEpoch: 'run-3' });
    await store.saveStatuses(database, of(RUN), [statusOf('disk', { runs: 2 })]);
    await store.saveStatuses(database, of(EARLIER_RUN), [statusOf('disk', { runs: 1 })]);
    expect(await list()).toMatchObject([{ runs: 2 }]);
    await store.saveStatuses(database, of('run-2b'), [statusOf('disk', { runs: 3 })]);
    expect(await list()).toMatchObject([{ runs: 3 }]);
  });
});

describe('facts', () => {
  const facts = (json: string) => [{ collector: 'disk', json }];

  test('wait for the first state of their collector', async () => {
    await store.saveFacts(database, from(), facts('{"a":[1,null]}'));
    expect(await list()).toEqual([]);
    await store.saveStatuses(database, from(), [statusOf('disk')]);
    expect(await list()).toMatchObject([{ state: 'ok', facts: { a: [1, null] } }]);
  });

  test('that are older stay out and are not said to be taken', async () => {
    await store.saveStatuses(database, from(), [statusOf('disk')]);
    expect(await store.saveFacts(database, said(8), facts('1'))).toEqual(facts('1'));
    expect(await store.saveFacts(database, from(), facts('2'))).toEqual(facts('2'));
    expect(await store.saveFacts(database, said(9), facts('3'))).toEqual([]);
    expect(await list()).toMatchObject([{ facts: 2 }]);
  });

  test('that are gone are null, and stay gone when older ones come late', async () => {
    await store.saveStatuses(database, from(), [statusOf('disk')]);
    await store.saveFacts(database, from(), facts('{"a":1}'));
    await store.saveFacts(database, said(12), facts(''));
    await store.saveFacts(database, said(11), facts('{"a":2}'));
    expect(await list()).toMatchObject([{ facts: null }]);
  });
});

test('watching gives all collectors of the node again when one of them said something', async () => {
  const bus = createBus();
  const service = createCollectorService({
    collectors: store,
    bus,
    ask: () => Promise.reject(new Error('nobody was to be asked')),
  });
  const ended = new AbortController();
  const views = service.watch('a', ended.signal)[Symbol.asyncIterator]();
  const first = views.next();
  await store.saveStatuses(database, from(), [statusOf('cpu'), statusOf('disk')]);
  bus.publish({ kind: 'collectors', nodeId: 'b' });
  bus.publish({ kind: 'collectors', nodeId: 'a' });
  expect((await first).value).toMatchObject([{ collector: 'cpu' }, { collector: 'disk' }]);
  const last = views.next();
  ended.abort();
  expect((await last).done).toBe(true);
  expect(bus.listenerCount).toBe(0);
});

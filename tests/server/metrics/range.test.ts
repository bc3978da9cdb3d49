import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Range, RangeQuery } from '@/common/domain/range';
import { gridOf } from '@/server/metrics/buckets';
import type { SampleStore } from '@/server/metrics/sample-store';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import {
  addNode,
  clearSamples,
  cores,
  DAY_MS,
  frameOf,
  HOUR_MS,
  ingest,
  MINUTE_MS,
  NODE,
  openStore,
  SECOND_MS,
  START_MS,
} from './store-fixture';

let database: TestDatabase;
let store: SampleStore;
let clock: FakeClock;
let ids: number[];

beforeAll(async () => {
  database = await openTestDatabase();
  await addNode(database);
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  await clearSamples(database);
  clock = new FakeClock(START_MS);
  store = await openStore(database, { clock });
  ids = await store.resolve(database, NODE, cores(3));
});

describe('a range', () => {
  test('has mean, minimum and maximum of each bucket, and null where nothing was', async () => {
    await put(0, 1);
    await put(4, 3);
    await put(20, 8);
    const range = await read({ toMs: START_MS + 30 * SECOND_MS, points: 3 });
    expect(range).toMatchObject({ firstMs: START_MS, stepMs: 10_000, buckets: 3 });
    expect(range.resolution).toBe('samples');
    expect(range.series[0]).toMatchObject({
      mean: [2, null, 8],
      min: [1, null, 8],
      max: [3, null, 8],
    });
  });

  test('begins at a multiple of its step, not where it was asked to', async () => {
    await put(0, 1);
    const range = await read({
      fromMs: START_MS + 7_300,
      toMs: START_MS + 61_000,
      points: 7,
    });
    expect(range).toMatchObject({ firstMs: START_MS, stepMs: 10_000, buckets: 7 });
  });

  test('of hours comes from roll-ups, together with what is still open', async () => {
    for (const hour of [0, 1, 2]) {
      await put(hour * 3_600, 10 * hour);
      await clock.advance(hour === 2 ? 5 * MINUTE_MS : HOUR_MS);
    }
    await store.seal();
    await put(60, 4);
    const range = await read({ toMs: START_MS + 3 * DAY_MS, points: 72 });
    expect(range).toMatchObject({ stepMs: HOUR_MS, resolution: 'hours' });
    expect(range.series[0]?.mean.slice(0, 4)).toEqual([2, 10, 20, null]);
    expect(range.series[0]?.max.slice(0, 4)).toEqual([4, 10, 20, null]);
  });

  test('of hours counts no sample twice when it is sealed and open, as after a crash', async () => {
    await put(0, 1);
    await put(10, 3);
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    store = await openStore(database, { clock });
    await put(20, 8);
    const range = await read({ toMs: START_MS + 3 * DAY_MS, points: 72 });
    expect(range.series[0]?.mean[0]).toBe(4);
  });

  test('from before the fine samples has steps of an hour at least', async () => {
    await clock.advance(30 * DAY_MS);
    const range = await read({ toMs: START_MS + 2 * HOUR_MS, points: 600 });
    expect(range).toMatchObject({ stepMs: HOUR_MS, resolution: 'hours', buckets: 2 });
  });

  test('as long as time itself is answered in no more buckets than asked for', async () => {
    const range = await read({ fromMs: 0, toMs: 1e300, points: 100 });
    expect(range.buckets).toBeLessThanOrEqual(100);
  });

  test.each([
    [{}, 3],
    [{ core: '1' }, 1],
    [{ core: '1', socket: '0' }, 0],
    [{ core: '7' }, 0],
  ])('for labels %j finds %i series', async (labels, count) => {
    const range = await read({ select: [{ metric: 'cpu.usage', labels }] });
    expect(range.series).toHaveLength(count);
  });

  test('names a series once although two selectors do', async () => {
    const select = [
      { metric: 'cpu.usage', labels: { core: '0' } },
      { metric: 'cpu.usage', labels: {} },
      { metric: 'memory.used', labels: {} },
    ];
    const range = await read({ select });
    expect(range.series.map(({ seriesId }) => seriesId)).toEqual(ids);
    expect(range.series[1]).toMatchObject({
      metric: 'cpu.usage',
      labels: { core: '1' },
      path: 'cpu.1.usage',
      unit: 'percent',
      kind: 'gauge',
    });
  });

  test('of another node is empty', async () => {
    await put(0, 1);
    expect((await read({ nodeId: 'node-2' })).series).toEqual([]);
  });
});

describe('rows', () => {
  test('have the last sample while it is open, sealed, and when only its roll-up is left', async () => {
    await put(0, 1);
    await put(50, 2);
    const last = async () => {
      const rows = await store.rows(NODE);
      return rows.map(({ lastMs, lastValue }) => [lastMs, lastValue])[0];
    };
    expect(await last()).toEqual([START_MS + 50 * SECOND_MS, 2]);
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    expect(await last()).toEqual([START_MS + 50 * SECOND_MS, 2]);
    await put(20, 9);
    expect(await last()).toEqual([START_MS + 50 * SECOND_MS, 2]);
    await store.seal();
    await clock.advance(8 * DAY_MS);
    await store.expire();
    expect(await last()).toEqual([START_MS + HOUR_MS - 1, 2]);
  });

  test('of series without any sample say so', async () => {
    const rows = await store.rows(NODE);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      path: 'cpu.0.usage',
      help: 'Share of time that was not idle.',
      lastMs: null,
      lastValue: null,
    });
  });
});

test('a grid covers its range in no more buckets than asked for, at nice steps', () => {
  const span = fc.integer({ min: 1, max: 500 * DAY_MS });
  fc.assert(
    fc.property(
      fc.nat(3e12),
      span,
      fc.integer({ min: 2, max: 2_000 }),
      (fromMs, length, points) => {
        const { firstMs, stepMs, buckets } = gridOf(fromMs, fromMs + length, points);
        expect(buckets).toBeLessThanOrEqual(points);
        expect(firstMs % stepMs).toBe(0);
        expect(firstMs).toBeLessThanOrEqual(fromMs);
        expect(firstMs).toBeGreaterThan(fromMs - stepMs);
        expect(firstMs + buckets * stepMs).toBeGreaterThanOrEqual(fromMs + length);
        expect(DAY_MS % stepMs === 0 || stepMs % DAY_MS === 0).toBe(true);
      },
    ),
  );
});

async function put(second: number, value: number): Promise<void> {
  const samples = Object.fromEntries(ids.map((id) => [id, value]));
  await ingest(store, database, frameOf(START_MS + second * SECOND_MS, samples));
}

function read(query: Partial<RangeQuery>): Promise<Range> {
  return store.range({
    nodeId: NODE,
    select: [{ metric: 'cpu.usage', labels: {} }],
    fromMs: START_MS,
    toMs: START_MS + HOUR_MS,
    points: 600,
    ...query,
  });
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LiveSamples } from '@/common/domain/range';
import { createMetricService } from '@/server/metrics/metric-service';
import type { SampleStore } from '@/server/metrics/sample-store';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { addNode, cores, frameOf, MINUTE_MS, NODE, openStore, START_MS } from './store-fixture';

const SELECT = [{ metric: 'cpu.usage', labels: { core: '0' } }];

let database: TestDatabase;
let store: SampleStore;
let ids: number[];

beforeAll(async () => {
  database = await openTestDatabase();
  await addNode(database);
  store = await openStore(database);
  ids = await store.resolve(database, NODE, cores(2));
}, 60_000);
afterAll(() => database.close());

describe('watching a node', () => {
  test('gives the selected series as they arrive, from the call on', async () => {
    const { service, watch } = begin();
    const samples = watch(SELECT);
    const [first = 0, second = 0] = ids;
    service.publish(NODE, [frameOf(START_MS, { [second]: 1 })]);
    service.publish(NODE, [frameOf(START_MS + 1, { [first]: 2, [second]: 3 })]);
    service.publish('node-2', [frameOf(START_MS + 2, { [first]: 4 })]);
    service.publish(NODE, [frameOf(START_MS + 3, { [first]: 5 })]);
    expect(await take(samples, 2)).toEqual([
      { atMs: START_MS + 1, values: [{ seriesId: first, value: 2 }] },
      { atMs: START_MS + 3, values: [{ seriesId: first, value: 5 }] },
    ]);
  });

  test('slowly loses the oldest and keeps the newest', async () => {
    const { service, watch } = begin();
    const samples = watch(SELECT);
    const [first = 0] = ids;
    for (let moment = 0; moment < 1_000; moment++) {
      service.publish(NODE, [frameOf(START_MS + moment, { [first]: moment })]);
    }
    const seen = await take(samples, 64);
    expect(seen[0]?.atMs).toBe(START_MS + 936);
    expect(seen.at(-1)?.atMs).toBe(START_MS + 999);
  });

  test('leaves back-fill out', async () => {
    const { service, watch } = begin();
    const samples = watch(SELECT);
    const [first = 0] = ids;
    service.publish(NODE, [frameOf(START_MS, { [first]: 1 })]);
    service.publish(NODE, [frameOf(START_MS - 2 * MINUTE_MS, { [first]: 2 })]);
    service.publish(NODE, [frameOf(START_MS + 1, { [first]: 3 })]);
    expect((await take(samples, 2)).map(({ atMs }) => atMs)).toEqual([START_MS, START_MS + 1]);
  });

  test('finds series that are announced later', async () => {
    const { service, watch } = begin();
    const samples = watch([{ metric: 'cpu.usage', labels: {} }]);
    const [first = 0] = ids;
    service.publish(NODE, [frameOf(START_MS, { [first]: 1 })]);
    expect(await take(samples, 1)).toHaveLength(1);
    const added = (await store.resolve(database, NODE, cores(3)))[2] ?? 0;
    service.publish(NODE, [frameOf(START_MS + 1, { [added]: 2 })]);
    expect(await take(samples, 1)).toEqual([
      { atMs: START_MS + 1, values: [{ seriesId: added, value: 2 }] },
    ]);
  });

  test('ends with its signal, also while it waits', async () => {
    const { watch, end } = begin();
    const next = watch(SELECT).next();
    end();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});

function begin() {
  const service = createMetricService({ store });
  const controller = new AbortController();
  return {
    service,
    watch: (select: typeof SELECT | { metric: string; labels: Record<string, string> }[]) =>
      service.watch(NODE, select, controller.signal)[Symbol.asyncIterator](),
    end: () => controller.abort(),
  };
}

async function take(samples: AsyncIterator<LiveSamples>, count: number): Promise<LiveSamples[]> {
  const taken: LiveSamples[] = [];
  while (taken.length < count) {
    const { value, done } = await samples.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import type { SampleStore } from '@/server/metrics/sample-store';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { addNode, cores, NODE, openStore } from './store-fixture';

let database: TestDatabase;
let store: SampleStore;

beforeAll(async () => {
  database = await openTestDatabase();
  await addNode(database);
}, 60_000);
afterAll(() => database.close());
beforeEach(async () => {
  await database.query('DELETE FROM "Series"');
  store = await openStore(database);
});

describe('series', () => {
  test('get the same ids again, now, in a transaction, and after a restart', async () => {
    const ids = await store.resolve(database, NODE, cores(3));
    expect(new Set(ids).size).toBe(3);
    expect(await store.resolve(database, NODE, cores(3).reverse())).toEqual(ids.toReversed());
    const within = await database.transaction((sql) => store.resolve(sql, NODE, cores(3)));
    expect(within).toEqual(ids);
    expect(await (await openStore(database)).resolve(database, NODE, cores(3))).toEqual(ids);
  });

  test('announced in a transaction that rolls back are not remembered', async () => {
    const failing = database.transaction(async (sql) => {
      await store.resolve(sql, NODE, cores(1));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await store.resolve(database, NODE, cores(1));
    expect(await store.rows(NODE)).toHaveLength(1);
  });

  test('named twice in one announcement are one', async () => {
    const [first, second] = await store.resolve(database, NODE, [...cores(1), ...cores(1)]);
    expect(first).toBe(second);
  });

  test('take a new unit and help under their old id', async () => {
    const [series] = cores(1);
    if (series === undefined) throw new Error('no series');
    const ids = await store.resolve(database, NODE, [series]);
    const changed = { ...series, unit: 'ratio' as const, help: 'Another help.' };
    expect(await store.resolve(database, NODE, [changed])).toEqual(ids);
    expect((await store.rows(NODE))[0]).toMatchObject({ unit: 'ratio', help: 'Another help.' });
  });

  test('beyond ten thousand of a node are refused, and the node is named', async () => {
    const most = cores(10_000);
    for (let start = 0; start < most.length; start += 2_000) {
      await store.resolve(database, NODE, most.slice(start, start + 2_000));
    }
    const beyond = store.resolve(database, NODE, cores(10_001).slice(-1));
    await expect(beyond).rejects.toSatisfy(AppError.is);
    await expect(beyond).rejects.toThrow(/Node node-1 would have 10001 series/);
    expect(await store.resolve(database, NODE, most.slice(0, 1))).toHaveLength(1);
  }, 60_000);

  test.each(['a\0b', 'a\ud800b'])(
    'with text that cannot be stored (%j) are refused',
    async (core) => {
      const [series] = cores(1);
      if (series === undefined) throw new Error('no series');
      const refused = store.resolve(database, NODE, [{ ...series, labels: { core } }]);
      await expect(refused).rejects.toSatisfy(AppError.is);
    },
  );

  test('of an unknown node are refused', async () => {
    await expect(store.resolve(database, 'nobody', cores(1))).rejects.toThrow(/not enrolled/);
  });

  test('that are new raise the version of their node, known ones do not', async () => {
    await store.resolve(database, NODE, cores(1));
    const version = store.seriesVersion(NODE);
    await store.resolve(database, NODE, cores(1));
    expect(store.seriesVersion(NODE)).toBe(version);
    await store.resolve(database, NODE, cores(2));
    expect(store.seriesVersion(NODE)).toBeGreaterThan(version);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import {
  addNode,
  clearSamples,
  cores,
  DAY_MS,
  frameOf,
  ingest,
  ledgerOf,
  MINUTE_MS,
  NODE,
  openStore,
  readLedger,
  SECOND_MS,
  START_MS,
} from './store-fixture';

let database: TestDatabase;
let ids: number[];

beforeAll(async () => {
  database = await openTestDatabase();
  await addNode(database);
  ids = await (await openStore(database)).resolve(database, NODE, cores(3));
}, 60_000);
afterAll(() => database.close());
beforeEach(() => clearSamples(database));

describe('samples', () => {
  test('are there after a restart that nobody announced', async () => {
    const store = await openStore(database);
    const frames = [frameOf(START_MS, all(1)), frameOf(START_MS + 10 * SECOND_MS, all(2))];
    await ingest(store, database, ...frames);

    const restarted = await openStore(database);
    expect(await readLedger(restarted, START_MS, START_MS + MINUTE_MS)).toEqual(ledgerOf(frames));
    expect(restarted.last(ids[0] as number)).toEqual({
      atMs: START_MS + 10 * SECOND_MS,
      value: 2,
    });
  });

  test('are not there when their transaction rolled back', async () => {
    const store = await openStore(database);
    const append = store.prepare([frameOf(START_MS, all(1))]);
    const failing = database.transaction(async (sql) => {
      await store.journal(sql, append);
      throw new Error('no room for the rest of the report');
    });
    await expect(failing).rejects.toThrow('no room');
    const restarted = await openStore(database);
    expect(await readLedger(restarted, START_MS, START_MS + MINUTE_MS)).toEqual(new Map());
  });

  test('of several reports share one journal row', async () => {
    const store = await openStore(database);
    const appends = [1, 2].map((value) =>
      store.prepare([frameOf(START_MS + value * SECOND_MS, all(value))]),
    );
    await database.transaction((sql) => store.journal(sql, ...appends));
    store.apply(...appends);
    expect(store.stats()).toMatchObject({ journalRows: 1, openSamples: 6, appendedSamples: 6 });
  });

  test('are applied once, and not before they are journaled', async () => {
    const store = await openStore(database);
    const append = store.prepare([frameOf(START_MS, all(1))]);
    expect(() => store.apply(append)).toThrow(/after they are journaled/);
    await store.journal(database, append);
    store.apply(append);
    expect(() => store.apply(append)).toThrow(/applied once/);
  });

  test('that are not finite, too old or of no time are refused and counted', async () => {
    const store = await openStore(database);
    const [a = 0, b = 0, c = 0] = ids;
    await ingest(
      store,
      database,
      frameOf(START_MS, { [a]: Number.NaN, [b]: Number.POSITIVE_INFINITY, [c]: 5 }),
      frameOf(START_MS - 8 * DAY_MS, { [a]: 1 }),
      frameOf(Number.NaN, { [a]: 1, [b]: 1 }),
    );
    expect(await readLedger(store, START_MS, START_MS + MINUTE_MS)).toEqual(
      new Map([[c, new Map([[START_MS, 5]])]]),
    );
    expect(store.stats().refused).toEqual({
      'not-finite': 2,
      'too-old': 1,
      'bad-time': 2,
      'too-many': 0,
    });
  });

  test('from further ahead than ten minutes are kept at the time of the server', async () => {
    const store = await openStore(database);
    await ingest(store, database, frameOf(START_MS + DAY_MS, all(9)));
    expect(store.last(ids[0] as number)).toEqual({ atMs: START_MS, value: 9 });
    expect(store.stats().clamped).toBe(3);
  });

  test('of one series and hour are bounded', async () => {
    const store = await openStore(database);
    const [id = 0] = ids;
    const append = store.prepare([
      {
        atMs: START_MS,
        seriesIds: new Uint32Array(20_000).fill(id),
        values: new Float64Array(20_000),
      },
    ]);
    await store.journal(database, append);
    store.apply(append);
    expect(store.stats()).toMatchObject({ openSamples: 16_384, refused: { 'too-many': 3_616 } });
  });

  test('committed by a process that never heard so are taken up by the next checkpoint', async () => {
    const store = await openStore(database);
    const lost = store.prepare([frameOf(START_MS, all(3))]);
    await database.transaction((sql) => store.journal(sql, lost));
    await store.checkpoint();
    expect(store.last(ids[0] as number)).toEqual({ atMs: START_MS, value: 3 });
    const restarted = await openStore(database);
    expect(restarted.last(ids[0] as number)).toEqual({ atMs: START_MS, value: 3 });
  });

  test('in a damaged journal row stay there, and the others are read', async () => {
    const store = await openStore(database);
    await ingest(store, database, frameOf(START_MS, all(1)));
    await database.query('INSERT INTO "SampleJournal" (data) VALUES ($1)', [
      Uint8Array.of(1, 1, 255, 255),
    ]);
    const restarted = await openStore(database);
    await restarted.checkpoint();
    expect(restarted.last(ids[0] as number)).toEqual({ atMs: START_MS, value: 1 });
    expect(restarted.stats().damagedRows).toBe(1);
    const { rows } = await database.query('SELECT id FROM "SampleJournal"');
    expect(rows).toHaveLength(2);
  });
});

function all(value: number): Record<number, number> {
  return Object.fromEntries(ids.map((id) => [id, value]));
}

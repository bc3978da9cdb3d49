import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '@/common/random';
import type { Database, SqlValue } from '@/server/db/database';
import type { SeriesFrame } from '@/server/metrics/sample-store';
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
  type Ledger,
  ledgerOf,
  MINUTE_MS,
  NODE,
  naiveHours,
  openStore,
  plain,
  readLedger,
  remember,
  SECOND_MS,
  START_MS,
  storedHours,
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

describe('sealing', () => {
  test('at any moments of a stream with repeats, gaps and back-fill reads as if it never happened', async () => {
    const runs = fc.asyncProperty(fc.nat(), fc.array(fc.nat(29), { maxLength: 6 }), checkStream);
    await fc.assert(runs, { numRuns: 15 });
  }, 60_000);

  test('keeps samples that arrive while their hour is being written', async () => {
    const clock = new FakeClock(START_MS);
    let onCommit = () => {};
    const busy: Database = {
      ...database,
      async transaction(work) {
        const result = await database.transaction(work);
        onCommit();
        return result;
      },
    };
    const store = await openStore(busy, { clock });
    const frames = [frameOf(START_MS, all(1)), frameOf(START_MS + 10 * SECOND_MS, all(2))];
    await ingest(store, database, ...frames);
    const late = [frameOf(START_MS, all(3)), frameOf(START_MS + 20 * SECOND_MS, all(4))];
    const append = store.prepare(late);
    await store.journal(database, append);
    await clock.advance(2 * HOUR_MS);

    onCommit = () => store.apply(append);
    await store.seal();
    const expected = ledgerOf([...frames, ...late]);
    expect(await readLedger(store, START_MS, START_MS + MINUTE_MS)).toEqual(expected);
    onCommit = () => {};
    await store.seal();
    expect(await readLedger(store, START_MS, START_MS + MINUTE_MS)).toEqual(expected);
    expect(await storedHours(database)).toEqual(naiveHours(expected));
  });

  test('hides no sample from a query that is under way', async () => {
    const clock = new FakeClock(START_MS);
    let onRead = async () => {};
    const busy: Database = {
      ...database,
      async query<Row>(text: string, values?: readonly SqlValue[]) {
        const result = await database.query<Row>(text, values);
        if (text.includes('FROM "SampleChunk"')) await onRead();
        return result;
      },
    };
    const store = await openStore(busy, { clock });
    const frames = [frameOf(START_MS, all(1))];
    await ingest(store, database, ...frames);
    await clock.advance(2 * HOUR_MS);
    onRead = () => store.seal();
    const during = await readLedger(store, START_MS, START_MS + MINUTE_MS);
    expect(store.stats().sealedChunks).toBe(3);
    expect(during).toEqual(ledgerOf(frames));
  });

  test('leaves the journal empty after a checkpoint', async () => {
    const clock = new FakeClock(START_MS);
    const store = await openStore(database, { clock });
    await ingest(store, database, frameOf(START_MS, all(1)));
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    await store.checkpoint();
    expect(store.stats()).toMatchObject({ journalRows: 0, journalBytes: 0, openSamples: 0 });
    const { rows } = await database.query('SELECT id FROM "SampleJournal"');
    expect(rows).toEqual([]);
  });

  test('keeps an hour open for two minutes after its end', async () => {
    const clock = new FakeClock(START_MS);
    const store = await openStore(database, { clock });
    await ingest(store, database, frameOf(START_MS, all(1)));
    await clock.advance(HOUR_MS + MINUTE_MS);
    await store.seal();
    expect(store.stats().sealedChunks).toBe(0);
    await clock.advance(MINUTE_MS);
    await store.seal();
    expect(store.stats().sealedChunks).toBe(3);
  });

  test('does not wait for the end of the hour when memory is short', async () => {
    const clock = new FakeClock(START_MS);
    const store = await openStore(database, { clock, openBytesMax: 0 });
    const frames = [1, 2, 3].map((value) => frameOf(START_MS + value * SECOND_MS, all(value)));
    for (const frame of frames) {
      await ingest(store, database, frame);
      await store.seal();
      expect(store.stats()).toMatchObject({ openSamples: 0, openBytes: 0, openSeries: 0 });
    }
    const expected = ledgerOf(frames);
    expect(await readLedger(store, START_MS, START_MS + MINUTE_MS)).toEqual(expected);
    expect(await storedHours(database)).toEqual(naiveHours(expected));
  });

  test('bounds an hour that is back-filled again and again, and counts what is left out', async () => {
    const clock = new FakeClock(START_MS + 2 * HOUR_MS);
    const store = await openStore(database, { clock });
    const [id = 0] = ids;
    for (let round = 0; round < 5; round++) {
      const frames = Array.from({ length: 16_000 }, (_, index) =>
        frameOf(START_MS + index * 100 + round, { [id]: round }),
      );
      await ingest(store, database, ...frames);
      await store.seal();
    }
    const [hour] = await storedHours(database);
    expect(hour?.count).toBe(16_384);
    expect(store.stats().refused['too-many']).toBe(16_000 + 16_000 * 4 - 16_384);
  });

  test('of a series that was deleted meanwhile drops its samples and keeps the others', async () => {
    const clock = new FakeClock(START_MS);
    const store = await openStore(database, { clock });
    await addNode(database, 'gone');
    const [gone = 0] = await store.resolve(database, 'gone', cores(1));
    await ingest(store, database, frameOf(START_MS, { ...all(1), [gone]: 1 }));
    await database.query('DELETE FROM "Node" WHERE id = $1', ['gone']);
    store.forget('gone');
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    expect((await storedHours(database)).map(({ seriesId }) => seriesId)).toEqual(ids);
    expect(store.stats().openSamples).toBe(0);
  });

  test('replaces a damaged chunk of the same hour instead of stopping for ever', async () => {
    const clock = new FakeClock(START_MS);
    const store = await openStore(database, { clock });
    await ingest(store, database, frameOf(START_MS, all(1)));
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    await database.query(`UPDATE "SampleChunk" SET data = '\\x0102'`);
    await ingest(store, database, frameOf(START_MS, all(2)));
    await store.seal();
    const kept = await readLedger(store, START_MS, START_MS + MINUTE_MS);
    expect(kept).toEqual(ledgerOf([frameOf(START_MS, all(2))]));
  });
});

describe('retention', () => {
  test('deletes chunks before roll-ups, and only what is too old', async () => {
    const clock = new FakeClock(START_MS);
    const retention = { fineMs: DAY_MS, hourlyMs: 10 * DAY_MS };
    const store = await openStore(database, { clock, retention });
    await ingest(store, database, frameOf(START_MS, all(1)));
    await clock.advance(2 * HOUR_MS);
    await store.seal();
    await clock.advance(23 * HOUR_MS);
    await ingest(store, database, frameOf(START_MS + 24 * HOUR_MS, all(2)));
    await clock.advance(2 * HOUR_MS);
    await store.seal();

    await store.expire();
    expect(await countOf('SampleChunk')).toBe(3);
    expect(await countOf('SampleHour')).toBe(6);

    await clock.advance(9 * DAY_MS + HOUR_MS);
    await store.expire();
    expect(await countOf('SampleChunk')).toBe(0);
    expect(await countOf('SampleHour')).toBe(3);
  });
});

/** Runs a random stream, sealing after the reports `seals`, and compares with plain maps. */
async function checkStream(seed: number, seals: readonly number[]): Promise<void> {
  await clearSamples(database);
  const clock = new FakeClock(START_MS);
  let store = await openStore(database, { clock });
  const ledger: Ledger = new Map();
  for (const [moment, frames] of stream(seed).entries()) {
    await clock.advance(8 * MINUTE_MS);
    await ingest(store, database, ...frames);
    remember(ledger, frames);
    if (!seals.includes(moment)) continue;
    await store.seal();
    if (seals.length % 2 === 0) await store.checkpoint();
    if (seals.length % 3 === 0) store = await openStore(database, { clock });
  }
  const endMs = START_MS + 5 * HOUR_MS;
  expect(plain(await readLedger(store, START_MS, endMs))).toEqual(plain(ledger));
  await clock.advance(2 * HOUR_MS);
  await store.seal();
  expect(plain(await readLedger(store, START_MS, endMs))).toEqual(plain(ledger));
  expect(await storedHours(database)).toEqual(naiveHours(ledger));
  expect(store.stats().openSamples).toBe(0);
}

async function countOf(table: 'SampleChunk' | 'SampleHour'): Promise<number> {
  const { rows } = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM "${table}"`);
  return rows[0]?.n ?? -1;
}

function all(value: number): Record<number, number> {
  return Object.fromEntries(ids.map((id) => [id, value]));
}

/** Thirty reports over four hours: some series miss, some samples repeat, some come hours late. */
function stream(seed: number): SeriesFrame[][] {
  const random = seededRandom(seed);
  const chance = (percent: number) => random.next() * 100 < percent;
  return Array.from({ length: 30 }, (_, moment) => {
    const nowMs = START_MS + moment * 8 * MINUTE_MS;
    return Array.from({ length: 4 }, () => {
      const ageMs = chance(20) ? random.next() * 2 * HOUR_MS : random.next() * 8 * MINUTE_MS;
      const seconds = Math.floor((nowMs - ageMs) / (10 * SECOND_MS)) * 10;
      const atMs = Math.max(START_MS, seconds * SECOND_MS);
      const present = ids.filter(() => chance(80));
      return frameOf(
        atMs,
        Object.fromEntries(present.map((id) => [id, Math.floor(random.next() * 1_000)])),
      );
    });
  });
}

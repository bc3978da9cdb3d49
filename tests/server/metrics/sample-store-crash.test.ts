import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '@/server/db/database';
import type { SeriesFrame } from '@/server/metrics/sample-store';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { Death, type Moment, mortalDatabase } from './mortal-database';
import {
  addNode,
  clearSamples,
  cores,
  frameOf,
  HOUR_MS,
  ingest,
  type Ledger,
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
  ids = await (await openStore(database)).resolve(database, NODE, cores(2));
}, 60_000);
afterAll(() => database.close());
beforeEach(() => clearSamples(database));

interface Life {
  readonly clock: FakeClock;
  /** Acknowledged: their transaction answered. */
  readonly acknowledged: Ledger;
  /** What was on its way at the moment of death, to be kept as a whole or not at all. */
  inDoubt: readonly SeriesFrame[];
}

/** Ingest, seal, checkpoint, repeats and back-fill: every kind of step there is. */
async function live(mortal: Database, life: Life): Promise<void> {
  const { clock } = life;
  const store = await openStore(mortal, { clock });
  const report = async (frames: readonly SeriesFrame[]) => {
    life.inDoubt = frames;
    await ingest(store, mortal, ...frames);
    remember(life.acknowledged, frames);
    life.inDoubt = [];
  };
  await report([frame(0, 1), frame(10, 2)]);
  await store.checkpoint();
  await report([frame(10, 3), frame(20, 4)]);
  await clock.advance(HOUR_MS + 5 * MINUTE_MS);
  await report([frame(3_600, 5), frame(3_610, 6)]);
  await store.seal();
  await report([frame(20, 7), frame(30, 8)]);
  await store.checkpoint();
  await report([frame(3_610, 9)]);
  await store.seal();
  await report([frame(30, 10)]);
  await clock.advance(HOUR_MS);
  await store.seal();
  await store.checkpoint();
}

function frame(second: number, value: number): SeriesFrame {
  const samples = ids.map((id, place) => [id, value + place / 10] as const);
  return frameOf(START_MS + second * SECOND_MS, Object.fromEntries(samples));
}

describe.each<Moment>(['before', 'after'])('a process that dies %s any of its steps', (moment) => {
  test('loses nothing acknowledged, doubles nothing, and rolls hours up rightly', async () => {
    let died = true;
    for (let step = 1; died; step++) {
      await clearSamples(database);
      const clock = new FakeClock(START_MS);
      const life: Life = { clock, acknowledged: new Map(), inDoubt: [] };
      const mortal = mortalDatabase(database, step, moment);
      died = await live(mortal, life).then(() => false, isDeath);
      await expectWhole(life, `step ${step}`);
      if (!died) expect(step).toBeGreaterThan(40);
    }
  }, 120_000);
});

function isDeath(error: unknown): boolean {
  if (error instanceof Death) return true;
  throw error;
}

/** The next process reads what was acknowledged, with or without what was in doubt. */
async function expectWhole({ clock, acknowledged, inDoubt }: Life, when: string): Promise<void> {
  const store = await openStore(database, { clock });
  const both: Ledger = new Map([...acknowledged].map(([id, samples]) => [id, new Map(samples)]));
  remember(both, inDoubt);
  const endMs = START_MS + 2 * HOUR_MS;
  const found = plain(await readLedger(store, START_MS, endMs));
  expect([plain(acknowledged), plain(both)], when).toContainEqual(found);

  await clock.advance(3 * HOUR_MS);
  await store.seal();
  await store.checkpoint();
  const sealed = await readLedger(store, START_MS, endMs);
  expect(plain(sealed), when).toEqual(found);
  expect(await storedHours(database), when).toEqual(naiveHours(sealed));
}

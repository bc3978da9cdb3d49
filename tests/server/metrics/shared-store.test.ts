import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Random, seededRandom } from '@/common/random';
import type { SampleStore, SeriesFrame } from '@/server/metrics/sample-store';
import { until } from '../../scripts/launched';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, type TestDatabase } from '../../support/test-database';
import { onPostgres } from '../../support/test-postgres';
import { SampleServer } from './shared-store';
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
  plain,
  readLedger,
  remember,
  SECOND_MS,
  START_MS,
  storedHours,
} from './store-fixture';

const SEEDS = [Number(process.env.OPSBRO_TEST_SEED ?? 11), 22, 33];
const STEPS = 50;

/** The embedded database belongs to one server. */
describe.skipIf(!onPostgres)('samples of two servers on one PostgreSQL', () => {
  let database: TestDatabase;
  let ids: number[];
  let clock: FakeClock;
  let servers: SampleServer[];
  let ledger: Ledger;
  /** The server that holds the claim. */
  let holding: number;

  beforeAll(async () => {
    database = await openTestDatabase();
    await addNode(database);
  }, 60_000);
  afterAll(() => database.close());
  beforeEach(async () => {
    await clearSamples(database);
    clock = new FakeClock(START_MS);
    servers = [
      await SampleServer.start(database.place, clock),
      await SampleServer.start(database.place, clock),
    ];
    await takeClaim(0);
    ids = await at(0).store.resolve(at(0).database, NODE, cores(3));
    ledger = new Map();
  });
  afterEach(async () => {
    for (const server of servers) await server.stop();
  });

  function at(place: number): SampleServer {
    const server = servers[place];
    if (server === undefined) throw new Error(`there is no server ${place}`);
    return server;
  }

  const holder = () => at(holding);

  async function takeClaim(place: number): Promise<void> {
    await at(place).takeClaim();
    holding = place;
  }

  /** The value follows from series and time: a sample that comes twice comes with the same value. */
  function frame(second: number): SeriesFrame {
    const values = ids.map((id, place) => [id, second + place / 10] as const);
    return frameOf(START_MS + second * SECOND_MS, Object.fromEntries(values));
  }

  async function take(place: number, seconds: readonly number[]): Promise<void> {
    const frames = seconds.map(frame);
    await ingest(at(place).store, at(place).database, ...frames);
    remember(ledger, frames);
  }

  const endMs = () => clock.wallMs() + HOUR_MS;
  const found = (store: SampleStore) => readLedger(store, START_MS, endMs()).then(plain);

  test('are readable on the other one at once, without being looked for', async () => {
    await take(0, [1, 2]);
    await take(1, [3]);
    for (const { store } of servers) {
      await until('the other one has them', () => store.stats().openSamples === 9, 5_000);
      expect(await found(store)).toEqual(plain(ledger));
      expect(store.last(ids[0] as number)).toEqual({ atMs: START_MS + 3_000, value: 3 });
    }
  });

  test('are let go of by the one as soon as the other has sealed them', async () => {
    await take(0, [1, 2]);
    await take(1, [3]);
    await at(0).store.catchUp();
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    await at(0).store.seal();
    await until('both let go', () => servers.every(({ store }) => store.stats().openSamples === 0));
    for (const { store } of servers) expect(await found(store)).toEqual(plain(ledger));
  });

  test('that were committed while the other one sealed stay until they are sealed too', async () => {
    await take(0, [1]);
    await at(1).store.catchUp();
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    await at(0).deafen();
    const late = at(1).store.prepare([frame(2)]);
    await at(1).database.transaction(async (sql) => {
      await at(1).store.journal(sql, late);
      await at(0).store.seal();
    });
    at(1).store.apply(late);
    remember(ledger, [frame(2)]);
    await until('it heard of the seal', () => at(1).store.stats().openSamples === 3);
    expect(await found(at(1).store)).toEqual(plain(ledger));
    await at(0).store.catchUp();
    await at(0).store.seal();
    expect(await found(at(0).store)).toEqual(plain(ledger));
    expect(await storedHours(database)).toEqual(naiveHours(ledger));
  });

  test('are not read again when the other one replaced rows that are all here', async () => {
    await take(0, [1, 2]);
    await take(1, [3]);
    for (const { store } of servers) await store.catchUp();
    await at(0).store.checkpoint();
    await until('the rows are one snapshot', () => at(1).store.stats().journalRows === 1);
    expect(at(1).store.stats()).toMatchObject({ openSamples: 9, journalBytes: 0 });
    expect(await found((await restart(1)).store)).toEqual(plain(ledger));
  });

  test('cannot be sealed by a server whose claim was taken over, even unheard', async () => {
    await take(0, [1]);
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    await takeClaim(1);
    await expect(at(0).store.seal()).rejects.toMatchObject({ code: 'BUSY' });
    await expect(at(0).store.checkpoint()).rejects.toMatchObject({ code: 'BUSY' });
    expect(await storedHours(database)).toEqual([]);
    await at(1).store.catchUp();
    await at(1).store.seal();
    expect(await storedHours(database)).toEqual(naiveHours(ledger));
  });

  test('of series that the other one made, and of nodes that it deleted, are known', async () => {
    const version = at(1).store.seriesVersion(NODE);
    const more = await at(0).store.resolve(at(0).database, NODE, cores(5));
    await until('it heard', () => at(1).store.seriesVersion(NODE) > version);
    expect(await at(1).store.resolve(at(1).database, NODE, cores(5))).toEqual(more);

    await addNode(database, 'node-2');
    const before = await at(1).store.resolve(at(1).database, 'node-2', cores(1));
    const [id = 0] = before;
    await ingest(at(1).store, at(1).database, frameOf(START_MS, { [id]: 1 }));
    await database.query(`DELETE FROM "Node" WHERE id = 'node-2'`);
    at(0).store.forget('node-2');
    await addNode(database, 'node-2');
    await until('it forgot', async () => {
      const [again] = await at(1).store.resolve(at(1).database, 'node-2', cores(1));
      return again !== id;
    });
    await at(0).store.catchUp();
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    await at(0).store.seal();
    await until('nobody keeps them', () =>
      servers.every(({ store }) => store.stats().openSamples === 0),
    );
  });

  async function restart(place: number): Promise<SampleServer> {
    servers[place] = await at(place).die();
    if (holding === place) await takeClaim(place);
    return at(place);
  }

  /** Everything that may happen, in the order and at the places that chance wants. */
  function happenings(random: Random): readonly (() => Promise<void>)[] {
    const pick = (count: number) => Math.floor(random.next() * count);
    const now = () => Math.floor((clock.wallMs() - START_MS) / SECOND_MS);
    const recent = () => Math.max(0, now() - pick(5_400));
    const some = () => Array.from({ length: 1 + pick(4) }, recent);
    const ingestOnce = () => take(pick(2), some());
    return [
      ingestOnce,
      ingestOnce,
      ingestOnce,
      async () =>
        void (await Promise.all([take(0, some()), take(1, some()), take(pick(2), some())])),
      async () =>
        void (await Promise.all([take(0, some()), holder().store.seal(), take(1, some())])),
      async () =>
        void (await Promise.all([take(0, some()), holder().store.checkpoint(), take(1, some())])),
      () => holder().store.checkpoint(),
      () => clock.advance(pick(50) * MINUTE_MS),
      () => at(pick(2)).deafen(),
      () => takeClaim(pick(2)),
      async () => {
        // It dies between the commit and the moment in which it would have heard of it.
        const place = pick(2);
        const frames = some().map(frame);
        const append = at(place).store.prepare(frames);
        await at(place).database.transaction((sql) => at(place).store.journal(sql, append));
        remember(ledger, frames);
        await restart(place);
      },
    ];
  }

  async function expectSame(when: string): Promise<void> {
    for (const [place, { store }] of servers.entries()) {
      await store.catchUp();
      expect(await found(store), `${when}, server ${place}`).toEqual(plain(ledger));
    }
  }

  test.each(SEEDS)(
    'are a naive model of them on both, whatever happens (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      for (let step = 1; step <= STEPS; step++) {
        const all = happenings(random);
        const happening = all[Math.floor(random.next() * all.length)];
        await happening?.();
        if (step % 5 === 0) await expectSame(`seed ${seed}, step ${step}`);
      }
      await clock.advance(3 * HOUR_MS);
      await expectSame(`seed ${seed}, the end`);
      await holder().store.seal();
      await holder().store.checkpoint();
      await expectSame(`seed ${seed}, sealed`);
      expect(await storedHours(database)).toEqual(naiveHours(ledger));
    },
    300_000,
  );
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Samples } from '@/common/series/samples';
import { HELD } from '@/server/jobs/claims';
import type { Replacement } from '@/server/metrics/journal-replacement';
import { packFrames, packSnapshot } from '@/server/metrics/journal-row';
import { SampleJournal } from '@/server/metrics/sample-journal';
import type { SeriesFrame } from '@/server/metrics/sample-store';
import { FakeClock } from '../../support/fake-clock';
import { openTestDatabase, quietLog, type TestDatabase } from '../../support/test-database';
import {
  addNode,
  clearSamples,
  cores,
  frameOf,
  ingest,
  MINUTE_MS,
  NODE,
  openStore,
  readLedger,
  SECOND_MS,
  START_MS,
} from './store-fixture';

const SERIES = 7;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await addNode(database);
}, 60_000);
afterAll(() => database.close());
beforeEach(() => clearSamples(database));

/** The journal as one of several servers sees it, and what it has read there so far. */
class Reader {
  readonly journal: SampleJournal;
  /** Value by second, of whatever was read or applied since the last `renew`. */
  memory = new Map<number, number>();
  /** Records that were read, whether they brought anything new or not. */
  reads = 0;

  constructor() {
    this.journal = new SampleJournal({
      database,
      clock: new FakeClock(START_MS),
      log: quietLog,
      claim: HELD,
      visitor: {
        frame: (frame) => {
          this.reads += 1;
          this.#keep(frame.atMs, frame.values[0]);
        },
        snapshot: (_, { times, values }) => {
          this.reads += 1;
          for (const [index, atMs] of times.entries()) this.#keep(atMs, values[index]);
        },
      },
    });
  }

  get seconds(): readonly number[] {
    return [...this.memory.keys()].sort((a, b) => a - b);
  }

  /** Commits a row with one sample, and applies it here. */
  async write(second: number): Promise<void> {
    const frame = frameOf(START_MS + second * SECOND_MS, { [SERIES]: second });
    const append = { samples: 1, frames: [frame], bytes: packFrames([frame]) };
    await database.transaction((sql) => this.journal.write(sql, [append]));
    this.journal.markApplied(append);
    this.#keepAll(frame);
  }

  /** Makes one snapshot of its memory, in place of all rows that it holds. @returns what it would tell */
  async replace(): Promise<Replacement> {
    const removed = this.journal.appliedIds();
    await this.journal.replace(removed, [packSnapshot(SERIES, this.#samples())]);
    return {
      removed: removed.length,
      removedSum: removed.reduce((sum, id) => sum + id, 0),
      added: this.journal.appliedIds(),
    };
  }

  /** As the store does when it is told that its memory is outdated. */
  async renew(): Promise<void> {
    this.memory = new Map();
    this.journal.forgetAll();
    await this.journal.replay();
  }

  #samples(): Samples {
    const seconds = this.seconds;
    return {
      times: Float64Array.from(seconds, (second) => START_MS + second * SECOND_MS),
      values: Float64Array.from(seconds, (second) => this.memory.get(second) ?? Number.NaN),
    };
  }

  #keepAll({ atMs, values }: SeriesFrame): void {
    this.#keep(atMs, values[0]);
  }

  #keep(atMs: number, value: number | undefined): void {
    this.memory.set((atMs - START_MS) / SECOND_MS, value ?? Number.NaN);
  }
}

/** One server that writes, and one that has followed it up to there. */
async function pair(...seconds: readonly number[]) {
  const writer = new Reader();
  const follower = new Reader();
  for (const second of seconds) await writer.write(second);
  expect(await follower.journal.follow(undefined)).toBe('same');
  follower.reads = 0;
  return { writer, follower };
}

test('rows of another server are read once, and memory is kept', async () => {
  const { writer, follower } = await pair(1, 2);
  await writer.write(3);
  expect(await follower.journal.follow(undefined)).toBe('same');
  expect(await follower.journal.follow(undefined)).toBe('same');
  expect(follower.seconds).toEqual([1, 2, 3]);
  expect(follower.reads).toBe(1);
});

test('a snapshot that is told, and whose rows are all here, is not read', async () => {
  const { writer, follower } = await pair(1, 2);
  const told = await writer.replace();
  expect(await follower.journal.follow(told)).toBe('same');
  expect(follower.journal.appliedIds()).toEqual(told.added);
  expect(await follower.journal.follow(undefined)).toBe('same');
  expect(follower.reads).toBe(0);
  expect(follower.seconds).toEqual([1, 2]);
});

test.each([
  ['one of whose rows never came here', 'told', [1, 2]],
  ['of rows that are all here', 'not told', []],
  ['one of whose rows never came here', 'not told', [1, 2]],
] as const)('a snapshot %s, and that was %s, outdates memory', async (_, how, late) => {
  const { writer, follower } = await pair(5, 6);
  for (const second of late) await writer.write(second);
  const told = await writer.replace();
  expect(await follower.journal.follow(how === 'told' ? told : undefined)).toBe('outdated');
  await follower.renew();
  expect(follower.seconds).toEqual(writer.seconds);
  expect(await follower.journal.follow(undefined)).toBe('same');
});

test('a snapshot none of whose rows were here outdates memory, which would hold nothing of it', async () => {
  const writer = new Reader();
  const follower = new Reader();
  await writer.write(1);
  const told = await writer.replace();
  expect(await follower.journal.follow(told)).toBe('outdated');
  await follower.renew();
  expect(follower.seconds).toEqual([1]);
});

test('news of a snapshot that the next one has replaced outdate memory', async () => {
  const { writer, follower } = await pair(1, 2);
  const told = await writer.replace();
  await writer.write(3);
  await writer.replace();
  expect(await follower.journal.follow(told)).toBe('outdated');
  await follower.renew();
  expect(follower.seconds).toEqual([1, 2, 3]);
});

test('rows that were sealed, and replaced by nothing, outdate memory unless that is told', async () => {
  const { writer, follower } = await pair(1, 2);
  const removed = writer.journal.appliedIds();
  const deaf = new Reader();
  await deaf.journal.follow(undefined);
  await writer.journal.replace(removed, []);
  const removedSum = removed.reduce((sum, id) => sum + id, 0);
  const told = { removed: removed.length, removedSum, added: [] };
  expect(await follower.journal.follow(told)).toBe('same');
  expect(await deaf.journal.follow(undefined)).toBe('outdated');
  await deaf.renew();
  expect(deaf.seconds).toEqual([]);
});

test('a store makes its memory anew when it is outdated, and only then', async () => {
  const told: string[] = [];
  const log = { ...quietLog, info: (message: string) => void told.push(message) };
  const one = await openStore(database);
  const other = await openStore(database, { log });
  const [id = 0] = await one.resolve(database, NODE, cores(1));
  const found = async () => {
    const ledger = await readLedger(other, START_MS, START_MS + MINUTE_MS);
    return [...(ledger.get(id)?.values() ?? [])];
  };
  await ingest(one, database, frameOf(START_MS, { [id]: 1 }));
  await other.catchUp();
  await other.catchUp();
  expect([await found(), told]).toEqual([[1], []]);
  await ingest(one, database, frameOf(START_MS + SECOND_MS, { [id]: 2 }));
  await one.checkpoint();
  await other.catchUp();
  await other.catchUp();
  expect([await found(), told]).toEqual([[1, 2], ['journal read anew']]);
  await one.close();
  await other.close();
});

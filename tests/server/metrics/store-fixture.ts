import type { SeriesDescription } from '@/common/domain/metric';
import type { Database, Sql } from '@/server/db/database';
import {
  createSampleStore,
  type SampleStore,
  type SampleStoreDeps,
  type SeriesFrame,
} from '@/server/metrics/sample-store';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';

export const NODE = 'node-1';
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Where the fake clock begins: the start of an hour. */
export const START_MS = Date.UTC(2026, 0, 1);

/** What the store should hold: time → value, by series. */
export type Ledger = Map<number, Map<number, number>>;

export async function addNode(sql: Sql, nodeId = NODE): Promise<void> {
  await sql.query('INSERT INTO "Node" (id, "publicKey", hostname, name) VALUES ($1, $2, $1, $1)', [
    nodeId,
    new TextEncoder().encode(nodeId),
  ]);
}

/** Series `cpu.usage` of as many cores. */
export function cores(count: number): SeriesDescription[] {
  return Array.from({ length: count }, (_, core) => ({
    metric: 'cpu.usage',
    labels: { core: String(core) },
    path: `cpu.${core}.usage`,
    unit: 'percent',
    kind: 'gauge',
    help: 'Share of time that was not idle.',
  }));
}

export async function openStore(
  database: Database,
  options: Partial<SampleStoreDeps> = {},
): Promise<SampleStore> {
  const store = createSampleStore({
    database,
    clock: new FakeClock(START_MS),
    log: quietLog,
    ...options,
  });
  await store.open();
  return store;
}

export function frameOf(atMs: number, samples: Readonly<Record<number, number>>): SeriesFrame {
  const ids = Object.keys(samples).map(Number);
  return {
    atMs,
    seriesIds: Uint32Array.from(ids),
    values: Float64Array.from(ids, (id) => samples[id] as number),
  };
}

/** The whole way of a report's samples into the store. */
export async function ingest(
  store: SampleStore,
  database: Database,
  ...frames: readonly SeriesFrame[]
): Promise<void> {
  const append = store.prepare(frames);
  await database.transaction((sql) => store.journal(sql, append));
  store.apply(append);
}

export function remember(ledger: Ledger, frames: readonly SeriesFrame[]): void {
  for (const { atMs, seriesIds, values } of frames) {
    for (const [index, id] of seriesIds.entries()) {
      const samples = ledger.get(id) ?? new Map<number, number>();
      ledger.set(id, samples.set(atMs, values[index] as number));
    }
  }
}

export function ledgerOf(frames: readonly SeriesFrame[]): Ledger {
  const ledger: Ledger = new Map();
  remember(ledger, frames);
  return ledger;
}

/**
 * Every sample of `cpu.usage` in [fromMs, toMs), read through the same query as a chart.
 * Samples must lie on whole seconds: each has a bucket of its own then, so its mean is the sample.
 */
export async function readLedger(
  store: SampleStore,
  fromMs: number,
  toMs: number,
): Promise<Ledger> {
  const ledger: Ledger = new Map();
  for (let startMs = fromMs; startMs < toMs; startMs += 2_000 * SECOND_MS) {
    const range = await store.range({
      nodeId: NODE,
      select: [{ metric: 'cpu.usage', labels: {} }],
      fromMs: startMs,
      toMs: Math.min(toMs, startMs + 2_000 * SECOND_MS),
      points: 2_000,
    });
    for (const { seriesId, mean } of range.series) {
      for (const [bucket, value] of mean.entries()) {
        if (value === null) continue;
        const samples = ledger.get(seriesId) ?? new Map<number, number>();
        ledger.set(seriesId, samples.set(range.firstMs + bucket * range.stepMs, value));
      }
    }
  }
  return ledger;
}

/** Sorted plainly, for comparing. */
export function plain(ledger: Ledger): Record<number, (readonly [number, number])[]> {
  return Object.fromEntries(
    [...ledger].map(([id, samples]) => [id, [...samples].sort(([a], [b]) => a - b)]),
  );
}

interface HourRow {
  readonly seriesId: number;
  readonly hour: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
  readonly last: number;
}

export async function storedHours(sql: Sql): Promise<HourRow[]> {
  const { rows } = await sql.query<HourRow>(
    'SELECT "seriesId", hour, min, max, sum, count, last FROM "SampleHour" ORDER BY "seriesId", hour',
  );
  return [...rows];
}

/** The roll-ups that a ledger asks for, computed the slow way. */
export function naiveHours(ledger: Ledger): HourRow[] {
  return [...ledger]
    .sort(([a], [b]) => a - b)
    .flatMap(([seriesId, samples]) => naiveHoursOf(seriesId, samples));
}

function naiveHoursOf(seriesId: number, samples: ReadonlyMap<number, number>): HourRow[] {
  const sorted = [...samples].sort(([a], [b]) => a - b);
  const hours = [...new Set(sorted.map(([atMs]) => Math.floor(atMs / HOUR_MS)))];
  return hours.map((hour) => {
    const values = sorted
      .filter(([atMs]) => Math.floor(atMs / HOUR_MS) === hour)
      .map(([, value]) => value);
    return {
      seriesId,
      hour,
      min: Math.min(...values),
      max: Math.max(...values),
      sum: values.reduce((sum, value) => sum + value, 0),
      count: values.length,
      last: values.at(-1) as number,
    };
  });
}

export async function clearSamples(sql: Sql): Promise<void> {
  await sql.query('TRUNCATE "SampleJournal", "SampleChunk", "SampleHour"');
}

import type { Range, RangeQuery, RangeSeries } from '@/common/domain/range';
import { AppError } from '@/common/errors';
import { mergeSamples, NO_SAMPLES, type Samples } from '@/common/series/samples';
import type { Database } from '../db/database';
import { Buckets, type Grid, gridOf } from './buckets';
import { HOUR_MS, type OpenSamples } from './open-samples';
import { type RollUp, rollUp } from './seal';
import { type DamageReport, readSealed } from './sealed-samples';
import type { SeriesIndex, SeriesRecord } from './series-index';

const SERIES_PER_QUERY_MAX = 1_000;

/** Chunks and roll-ups that one statement may bring; so many series are read at once. */
const ROWS_AT_ONCE = 4_000;

/** From this length on, roll-ups are as good as samples where a bucket is an hour or more. */
const LONG_MS = 48 * HOUR_MS;

/** Queries end here, far beyond any sample, so that hours since the epoch fit in 32 bits. */
const TIME_MS_MAX = 2 ** 52;

export interface RangeReaderDeps {
  readonly database: Database;
  readonly index: SeriesIndex;
  readonly open: OpenSamples;
  readonly onDamage: DamageReport;
}

interface HourRow extends RollUp {
  readonly seriesId: number;
  readonly hour: number;
}

/** Answers range queries from what is open, sealed and rolled up. */
export class RangeReader {
  readonly #database: Database;
  readonly #index: SeriesIndex;
  readonly #open: OpenSamples;
  readonly #onDamage: DamageReport;

  constructor({ database, index, open, onDamage }: RangeReaderDeps) {
    this.#database = database;
    this.#index = index;
    this.#open = open;
    this.#onDamage = onDamage;
  }

  /** @param fineFromMs before this moment there are only roll-ups. */
  async read(query: RangeQuery, fineFromMs: number): Promise<Range> {
    const found = await this.#index.find(query.nodeId, query.select);
    if (found.length > SERIES_PER_QUERY_MAX) {
      throw new AppError(
        'INVALID',
        `${found.length} series are selected, more than ${SERIES_PER_QUERY_MAX}: add labels to the selectors`,
      );
    }
    const { grid, resolution } = layOut(query, fineFromMs);
    const series: RangeSeries[] = [];
    const hours = Math.ceil((grid.stepMs * grid.buckets) / HOUR_MS) + 1;
    const seriesAtOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / hours));
    for (let start = 0; start < found.length; start += seriesAtOnce) {
      const part = found.slice(start, start + seriesAtOnce);
      const buckets =
        resolution === 'hours' ? await this.#fromHours(part, grid) : await this.#fine(part, grid);
      for (const [place, { id, help: _, ...record }] of part.entries()) {
        series.push({ seriesId: id, ...record, ...(buckets[place] as Buckets).columns() });
      }
    }
    return { ...grid, resolution, series };
  }

  async #fine(series: readonly SeriesRecord[], grid: Grid): Promise<Buckets[]> {
    const fromMs = grid.firstMs;
    const samples = await this.#samples(
      series.map(({ id }) => id),
      fromMs,
      fromMs + grid.stepMs * grid.buckets,
    );
    return series.map(({ id }) => {
      const buckets = new Buckets(grid);
      buckets.addSamples(samples.get(id) ?? NO_SAMPLES);
      return buckets;
    });
  }

  /**
   * Roll-ups, and for hours that have open samples those together with what is sealed of the hour:
   * adding them to its roll-up would count repeats twice.
   */
  async #fromHours(series: readonly SeriesRecord[], grid: Grid): Promise<Buckets[]> {
    const seriesIds = series.map(({ id }) => id);
    const fromMs = grid.firstMs;
    const toMs = fromMs + grid.stepMs * grid.buckets;
    const touched = this.#touchedHours(seriesIds, fromMs, toMs);
    const fresh =
      touched === undefined
        ? new Map<number, Samples>()
        : await this.#samples(seriesIds, touched.firstMs, touched.endMs);
    const { rows } = await this.#database.query<HourRow>(
      `SELECT "seriesId", hour, min, max, sum, count, last FROM "SampleHour"
       WHERE "seriesId" = ANY($1::int[]) AND hour >= $2 AND hour < $3`,
      [seriesIds, Math.floor(fromMs / HOUR_MS), Math.ceil(toMs / HOUR_MS)],
    );
    const buckets = new Map(seriesIds.map((id) => [id, new Buckets(grid)]));
    const replaced = new Set<string>();
    for (const [id, samples] of fresh) {
      for (const [hour, values] of byHour(samples)) {
        replaced.add(`${id}/${hour}`);
        buckets.get(id)?.add(hour * HOUR_MS, rollUp(values));
      }
    }
    for (const row of rows) {
      if (replaced.has(`${row.seriesId}/${row.hour}`)) continue;
      buckets.get(row.seriesId)?.add(row.hour * HOUR_MS, row);
    }
    return [...buckets.values()];
  }

  /** From the first to the last hour in which any of the series has open samples. */
  #touchedHours(
    seriesIds: readonly number[],
    fromMs: number,
    toMs: number,
  ): { firstMs: number; endMs: number } | undefined {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const id of seriesIds) {
      const { times } = this.#open.samples(id, fromMs, toMs);
      if (times.length === 0) continue;
      first = Math.min(first, times[0] as number);
      last = Math.max(last, times.at(-1) as number);
    }
    if (first > last) return undefined;
    const firstMs = Math.floor(first / HOUR_MS) * HOUR_MS;
    return { firstMs, endMs: (Math.floor(last / HOUR_MS) + 1) * HOUR_MS };
  }

  /** What is open is copied before what is sealed is asked for: sealing moves samples that way. */
  async #samples(
    seriesIds: readonly number[],
    fromMs: number,
    toMs: number,
  ): Promise<Map<number, Samples>> {
    const open = new Map(seriesIds.map((id) => [id, this.#open.samples(id, fromMs, toMs)]));
    const sealed = await readSealed(this.#database, { seriesIds, fromMs, toMs }, this.#onDamage);
    return new Map(
      seriesIds.map((id) => [
        id,
        mergeSamples(sealed.get(id) ?? NO_SAMPLES, open.get(id) ?? NO_SAMPLES),
      ]),
    );
  }
}

function layOut(
  query: RangeQuery,
  fineFromMs: number,
): { grid: Grid; resolution: Range['resolution'] } {
  const fromMs = Math.min(query.fromMs, TIME_MS_MAX);
  const toMs = Math.min(Math.max(query.toMs, fromMs + 1), TIME_MS_MAX + 1);
  const grid = gridOf(fromMs, toMs, query.points);
  const isOld = fromMs < fineFromMs;
  const isLong = toMs - fromMs > LONG_MS && grid.stepMs >= HOUR_MS;
  if (!isOld && !isLong) return { grid, resolution: 'samples' };
  return { grid: gridOf(fromMs, toMs, query.points, HOUR_MS), resolution: 'hours' };
}

/** The values of tidy samples, hour by hour. */
function* byHour({ times, values }: Samples): Generator<readonly [hour: number, Float64Array]> {
  for (let start = 0; start < times.length; ) {
    const hour = Math.floor((times[start] as number) / HOUR_MS);
    let end = start + 1;
    while (end < times.length && (times[end] as number) < (hour + 1) * HOUR_MS) end += 1;
    yield [hour, values.subarray(start, end)];
    start = end;
  }
}

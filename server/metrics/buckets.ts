import type { RangeSeries } from '@/common/domain/range';
import type { Samples } from '@/common/series/samples';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Widths that people read easily and that divide one another's multiples. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];

/** Bucket i covers [firstMs + i·stepMs, firstMs + (i+1)·stepMs); boundaries are multiples of stepMs. */
export interface Grid {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly buckets: number;
}

/** The finest grid with nice steps of `stepMsMin` or more that covers the range in `points` buckets. */
export function gridOf(fromMs: number, toMs: number, points: number, stepMsMin = 0): Grid {
  for (const stepMs of STEPS_MS) {
    const grid = gridWith(fromMs, toMs, stepMs);
    if (stepMs >= stepMsMin && grid.buckets <= points) return grid;
  }
  const days = Math.max(1, Math.ceil((toMs - fromMs) / points / DAY_MS));
  const grid = gridWith(fromMs, toMs, days * DAY_MS);
  // A range that straddles one boundary more than its length suggests needs a wider step.
  return grid.buckets <= points ? grid : gridWith(fromMs, toMs, widened(days, points) * DAY_MS);
}

/** One bucket of the aligned grid is lost to alignment, so the others must hold the whole range. */
function widened(days: number, points: number): number {
  return Math.ceil((days * points) / (points - 1));
}

function gridWith(fromMs: number, toMs: number, stepMs: number): Grid {
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  return { firstMs, stepMs, buckets: Math.ceil((toMs - firstMs) / stepMs) };
}

/** Minimum, maximum, sum and count of each bucket of one series. */
export class Buckets {
  readonly #grid: Grid;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #count: Float64Array;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#min = new Float64Array(grid.buckets).fill(Number.POSITIVE_INFINITY);
    this.#max = new Float64Array(grid.buckets).fill(Number.NEGATIVE_INFINITY);
    this.#sum = new Float64Array(grid.buckets);
    this.#count = new Float64Array(grid.buckets);
  }

  /** Samples outside of the grid are left out. */
  addSamples({ times, values }: Samples): void {
    for (let index = 0; index < times.length; index++) {
      const value = values[index] as number;
      this.add(times[index] as number, { min: value, max: value, sum: value, count: 1 });
    }
  }

  /** A sample, or several that share the bucket of `atMs`. */
  add(
    atMs: number,
    { min, max, sum, count }: { min: number; max: number; sum: number; count: number },
  ): void {
    const bucket = Math.floor((atMs - this.#grid.firstMs) / this.#grid.stepMs);
    if (bucket < 0 || bucket >= this.#grid.buckets) return;
    this.#min[bucket] = Math.min(this.#min[bucket] as number, min);
    this.#max[bucket] = Math.max(this.#max[bucket] as number, max);
    this.#sum[bucket] = (this.#sum[bucket] as number) + sum;
    this.#count[bucket] = (this.#count[bucket] as number) + count;
  }

  /** Empty buckets are null: a gap is a gap. */
  columns(): Pick<RangeSeries, 'mean' | 'min' | 'max'> {
    const mean: (number | null)[] = [];
    const min: (number | null)[] = [];
    const max: (number | null)[] = [];
    for (let bucket = 0; bucket < this.#grid.buckets; bucket++) {
      const count = this.#count[bucket] as number;
      const empty = count === 0;
      mean.push(empty ? null : (this.#sum[bucket] as number) / count);
      min.push(empty ? null : (this.#min[bucket] as number));
      max.push(empty ? null : (this.#max[bucket] as number));
    }
    return { mean, min, max };
  }
}

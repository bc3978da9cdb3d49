import { NO_SAMPLES, type Samples, tidySamples } from '@/common/series/samples';
import type { SeriesFrame } from './sample-store';

export const HOUR_MS = 3_600_000;

/** One series in one hour takes no more than this: four samples a second, and one chunk at most. */
export const HOUR_SAMPLES_MAX = 16_384;

const CAPACITY_MIN = 16;
const PAGE_BITS = 10;
const PAGE_MASK = 2 ** PAGE_BITS - 1;
const SAMPLE_BYTES = 12;

/** Samples of one series and hour in the order of arrival: 12 bytes each, times and all. */
export interface OpenChunk {
  readonly seriesId: number;
  /** Hours since the epoch. */
  readonly hour: number;
  count: number;
  /** Milliseconds since the hour began. */
  offsets: Uint32Array;
  values: Float64Array;
}

interface OpenSeries {
  /** The newest hour; almost every sample goes here. */
  current: OpenChunk;
  /** Hours before that wait to be sealed, or were back-filled. */
  earlier: OpenChunk[];
}

interface Page {
  readonly series: (OpenSeries | undefined)[];
  used: number;
}

/**
 * The samples that are not sealed yet. Appending one is two array reads and two array writes; series
 * are found by id through pages of 1,024, of which only those in use exist.
 */
export class OpenSamples {
  #pages: (Page | undefined)[] = [];
  #seriesCount = 0;
  #sampleCount = 0;
  #capacity = 0;

  get seriesCount(): number {
    return this.#seriesCount;
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }

  get capacityBytes(): number {
    return this.#capacity * SAMPLE_BYTES;
  }

  /** @returns how many samples had no room, see HOUR_SAMPLES_MAX. */
  append({ atMs, seriesIds, values }: SeriesFrame): number {
    const hour = Math.floor(atMs / HOUR_MS);
    const offset = atMs - hour * HOUR_MS;
    let refused = 0;
    for (let index = 0; index < seriesIds.length; index++) {
      const seriesId = seriesIds[index] as number;
      const chunk = this.#chunkOf(seriesId, hour);
      const { count } = chunk;
      if (count === chunk.offsets.length && !this.#grow(chunk)) {
        refused += 1;
        continue;
      }
      chunk.offsets[count] = offset;
      chunk.values[count] = values[index] as number;
      chunk.count = count + 1;
    }
    this.#sampleCount += seriesIds.length - refused;
    return refused;
  }

  /** Puts back samples of one series, as a snapshot kept them. */
  restore(seriesId: number, { times, values }: Samples): void {
    const seriesIds = Uint32Array.of(seriesId);
    for (let index = 0; index < times.length; index++) {
      this.append({
        atMs: times[index] as number,
        seriesIds,
        values: values.subarray(index, index + 1),
      });
    }
  }

  /** Lets go of everything and holds what another one held. */
  takeOver(other: OpenSamples): void {
    this.#pages = other.#pages;
    this.#seriesCount = other.#seriesCount;
    this.#sampleCount = other.#sampleCount;
    this.#capacity = other.#capacity;
  }

  /** Tidy samples of a series in [fromMs, toMs), copied. */
  samples(seriesId: number, fromMs: number, toMs: number): Samples {
    const series = this.#find(seriesId);
    if (series === undefined) return NO_SAMPLES;
    const chunks = chunksOf(series).filter(
      ({ hour }) => hour * HOUR_MS < toMs && (hour + 1) * HOUR_MS > fromMs,
    );
    return within(tidySamples(copyOf(chunks)), fromMs, toMs);
  }

  last(seriesId: number): { readonly atMs: number; readonly value: number } | undefined {
    const current = this.#find(seriesId)?.current;
    if (current === undefined) return undefined;
    let newest = -1;
    let value = 0;
    for (let index = 0; index < current.count; index++) {
      const offset = current.offsets[index] as number;
      if (offset < newest) continue;
      newest = offset;
      value = current.values[index] as number;
    }
    return newest < 0 ? undefined : { atMs: current.hour * HOUR_MS + newest, value };
  }

  /** Every chunk there is now; chunks that come while iterating may be missed. */
  *chunks(): Generator<OpenChunk> {
    for (const page of this.#pages) {
      for (const series of page?.series ?? []) {
        if (series !== undefined) yield* chunksOf(series);
      }
    }
  }

  /**
   * Lets go of samples that are sealed now, of the first `count` to have arrived in a chunk.
   * @param isSealed of a time; all of them without.
   */
  release(chunk: OpenChunk, count: number, isSealed?: (atMs: number) => boolean): void {
    const series = this.#find(chunk.seriesId);
    if (series === undefined) return;
    const kept = isSealed === undefined ? 0 : keepUnsealed(chunk, count, isSealed);
    this.#sampleCount -= count - kept;
    if (chunk.count > count || kept > 0) {
      chunk.offsets.copyWithin(kept, count, chunk.count);
      chunk.values.copyWithin(kept, count, chunk.count);
      chunk.count -= count - kept;
      return;
    }
    chunk.count = 0;
    this.#capacity -= chunk.offsets.length;
    const rest = chunksOf(series).filter((other) => other !== chunk);
    const current = rest.pop();
    if (current === undefined) this.#drop(chunk.seriesId);
    else Object.assign(series, { current, earlier: rest });
  }

  #find(seriesId: number): OpenSeries | undefined {
    return this.#pages[seriesId >>> PAGE_BITS]?.series[seriesId & PAGE_MASK];
  }

  #chunkOf(seriesId: number, hour: number): OpenChunk {
    const series = this.#find(seriesId);
    if (series === undefined) return this.#create(seriesId, hour);
    const { current, earlier } = series;
    if (current.hour === hour) return current;
    const known = earlier.find((chunk) => chunk.hour === hour);
    if (known !== undefined) return known;
    const chunk = this.#open(seriesId, hour);
    const [newest, other] = hour > current.hour ? [chunk, current] : [current, chunk];
    series.current = newest;
    earlier.push(other);
    return chunk;
  }

  #create(seriesId: number, hour: number): OpenChunk {
    const place = seriesId >>> PAGE_BITS;
    const page = this.#pages[place] ?? { series: new Array(PAGE_MASK + 1), used: 0 };
    this.#pages[place] = page;
    const chunk = this.#open(seriesId, hour);
    page.series[seriesId & PAGE_MASK] = { current: chunk, earlier: [] };
    page.used += 1;
    this.#seriesCount += 1;
    return chunk;
  }

  #drop(seriesId: number): void {
    const place = seriesId >>> PAGE_BITS;
    const page = this.#pages[place];
    if (page === undefined) return;
    page.series[seriesId & PAGE_MASK] = undefined;
    page.used -= 1;
    this.#seriesCount -= 1;
    if (page.used === 0) this.#pages[place] = undefined;
  }

  #open(seriesId: number, hour: number): OpenChunk {
    this.#capacity += CAPACITY_MIN;
    return {
      seriesId,
      hour,
      count: 0,
      offsets: new Uint32Array(CAPACITY_MIN),
      values: new Float64Array(CAPACITY_MIN),
    };
  }

  #grow(chunk: OpenChunk): boolean {
    const before = chunk.offsets.length;
    if (before >= HOUR_SAMPLES_MAX) return false;
    const capacity = Math.min(HOUR_SAMPLES_MAX, Math.ceil(before * 1.5));
    const offsets = new Uint32Array(capacity);
    offsets.set(chunk.offsets);
    const values = new Float64Array(capacity);
    values.set(chunk.values);
    chunk.offsets = offsets;
    chunk.values = values;
    this.#capacity += capacity - before;
    return true;
  }
}

/** Moves those that are not sealed to the front. @returns how many they are. */
function keepUnsealed(
  { hour, offsets, values }: OpenChunk,
  count: number,
  isSealed: (atMs: number) => boolean,
): number {
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const offset = offsets[index] as number;
    if (isSealed(hour * HOUR_MS + offset)) continue;
    offsets[kept] = offset;
    values[kept] = values[index] as number;
    kept += 1;
  }
  return kept;
}

/** The samples of open chunks in order of arrival, copied; hours do not overlap. */
export function copyOf(chunks: readonly OpenChunk[]): Samples {
  let count = 0;
  for (const chunk of chunks) count += chunk.count;
  const times = new Float64Array(count);
  const values = new Float64Array(count);
  let filled = 0;
  for (const chunk of chunks) {
    const startMs = chunk.hour * HOUR_MS;
    for (let index = 0; index < chunk.count; index++) {
      times[filled + index] = startMs + (chunk.offsets[index] as number);
    }
    values.set(chunk.values.subarray(0, chunk.count), filled);
    filled += chunk.count;
  }
  return { times, values };
}

/** The part of tidy samples that lies in [fromMs, toMs); shares their memory. */
function within(samples: Samples, fromMs: number, toMs: number): Samples {
  const { times, values } = samples;
  let start = 0;
  let end = times.length;
  while (start < end && (times[start] as number) < fromMs) start += 1;
  while (end > start && (times[end - 1] as number) >= toMs) end -= 1;
  return { times: times.subarray(start, end), values: values.subarray(start, end) };
}

function chunksOf({ current, earlier }: OpenSeries): OpenChunk[] {
  return [...earlier, current].sort((a, b) => a.hour - b.hour);
}

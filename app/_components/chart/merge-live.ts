import type { LiveSamples, Range, RangeSeries } from '@/common/domain/range';

interface Bucket {
  sum: number;
  count: number;
  min: number;
  max: number;
  firstMs: number;
}

/**
 * A range with the samples that arrived since it was asked for, each in its bucket. Where buckets
 * hold one sample each, what the server gave stands; in wider ones its mean counts for as many
 * samples as fit between the start of the bucket and the first that arrived.
 * @param intervalMs how often the series have a sample
 */
export function mergeLive(range: Range, live: readonly LiveSamples[], intervalMs: number): Range {
  const arrived = intoBuckets(range, live);
  if (arrived.size === 0) return range;
  const series = range.series.map((one) => {
    const buckets = arrived.get(one.seriesId);
    return buckets === undefined ? one : withBuckets(one, buckets, { range, intervalMs });
  });
  return { ...range, series };
}

function intoBuckets(range: Range, live: readonly LiveSamples[]) {
  const bySeries = new Map<number, Map<number, Bucket>>();
  for (const { atMs, values } of live) {
    const index = Math.floor((atMs - range.firstMs) / range.stepMs);
    if (index < 0 || index >= range.buckets) continue;
    for (const { seriesId, value } of values) {
      const buckets = bySeries.get(seriesId) ?? new Map<number, Bucket>();
      bySeries.set(seriesId, buckets);
      const bucket = buckets.get(index);
      if (bucket === undefined) {
        buckets.set(index, { sum: value, count: 1, min: value, max: value, firstMs: atMs });
      } else add(bucket, value);
    }
  }
  return bySeries;
}

function add(bucket: Bucket, value: number): void {
  bucket.sum += value;
  bucket.count += 1;
  bucket.min = Math.min(bucket.min, value);
  bucket.max = Math.max(bucket.max, value);
}

function withBuckets(
  series: RangeSeries,
  buckets: ReadonlyMap<number, Bucket>,
  { range, intervalMs }: { readonly range: Range; readonly intervalMs: number },
): RangeSeries {
  const mean = [...series.mean];
  const min = [...series.min];
  const max = [...series.max];
  for (const [index, bucket] of buckets) {
    const known = mean[index] ?? null;
    if (known !== null && range.stepMs < 1.5 * intervalMs) continue;
    const sinceStartMs = bucket.firstMs - (range.firstMs + index * range.stepMs);
    const weight = known === null ? 0 : Math.max(1, Math.round(sinceStartMs / intervalMs));
    mean[index] = ((known ?? 0) * weight + bucket.sum) / (weight + bucket.count);
    min[index] = Math.min(min[index] ?? bucket.min, bucket.min);
    max[index] = Math.max(max[index] ?? bucket.max, bucket.max);
  }
  return { ...series, mean, min, max };
}

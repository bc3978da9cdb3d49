import { describe, expect, test } from 'vitest';
import { mergeLive } from '@/app/_components/chart/merge-live';
import type { Range } from '@/common/domain/range';

function rangeOf(stepMs: number, mean: readonly (number | null)[]): Range {
  const series = {
    seriesId: 7,
    metric: 'loadaverage.load1',
    labels: {},
    path: 'loadaverage.load1',
    unit: 'tasks',
    kind: 'gauge',
    mean,
    min: mean,
    max: mean,
  } as const;
  return { firstMs: 0, stepMs, buckets: mean.length, resolution: 'samples', series: [series] };
}

const at = (atMs: number, value: number, seriesId = 7) => ({ atMs, values: [{ seriesId, value }] });

describe('samples that arrive', () => {
  test('fill the empty buckets in which they lie, and leave the others as they are', () => {
    const merged = mergeLive(rangeOf(10, [1, null, null, null]), [at(11, 5), at(30, 6)], 10);
    expect(merged.series[0]?.mean).toEqual([1, 5, null, 6]);
    expect(merged.series[0]?.max).toEqual([1, 5, null, 6]);
  });

  test('change nothing where the server has told the one sample of the bucket', () => {
    expect(mergeLive(rangeOf(10, [1, 2]), [at(12, 99)], 10).series[0]?.mean).toEqual([1, 2]);
  });

  test('count as one of many in a wide bucket, and widen its extremes', () => {
    // The bucket began 30 ms before the sample: three samples of 10 ms are in its mean of 4.
    const [series] = mergeLive(rangeOf(60, [4]), [at(30, 8)], 10).series;
    expect(series?.mean).toEqual([5]);
    expect(series?.max).toEqual([8]);
    expect(series?.min).toEqual([4]);
  });

  test('are averaged among themselves where several share an empty bucket', () => {
    const [series] = mergeLive(rangeOf(60, [null]), [at(5, 1), at(15, 3)], 10).series;
    expect([series?.mean, series?.min, series?.max]).toEqual([[2], [1], [3]]);
  });

  test('of other series, and from outside of the range, are left out', () => {
    const range = rangeOf(10, [1, null]);
    expect(mergeLive(range, [at(15, 3, 8), at(-1, 3), at(20, 3)], 10).series[0]?.mean).toEqual([
      1,
      null,
    ]);
  });
});

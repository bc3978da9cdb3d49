import { describe, expect, test } from 'vitest';
import type { ChartSeries, Values } from '@/app/_components/chart/chart-series';
import {
  axisLabel,
  axisRange,
  incrementsOf,
  timeLabel,
} from '@/app/_components/chart/prepare-axis';
import { bucketAt, legendRows, summaryOf } from '@/app/_components/chart/prepare-legend';
import { bridge, preparePlot, stack } from '@/app/_components/chart/prepare-plot';
import type { Range } from '@/common/domain/range';

const range = (buckets: number, stepMs: number): Range => ({
  firstMs: 0,
  stepMs,
  buckets,
  resolution: 'samples',
  series: [],
});

function series(key: string, mean: Values, more: Partial<ChartSeries> = {}): ChartSeries {
  return { key, label: key, colour: 1, mean, min: mean, max: mean, ...more };
}

describe('gaps', () => {
  test('a sample that is a little late breaks no line, one that is missing does', () => {
    expect(bridge([1, null, 3, null, null, 6], 2)).toEqual([1, undefined, 3, null, null, 6]);
  });

  test('before the first and after the last sample there is nothing', () => {
    expect(bridge([null, 1, null], 2)).toEqual([null, 1, null]);
  });

  test('a stack has a gap only where all of its layers have', () => {
    expect(
      stack([
        [1, null, null],
        [2, 3, null],
      ]),
    ).toEqual([
      [1, 0, null],
      [3, 3, null],
    ]);
  });
});

describe('lines', () => {
  test('each layer of a stack lies on those before it, and is filled down to them', () => {
    const plot = preparePlot(range(1, 10), [series('low', [3]), series('high', [4])], {
      stacked: true,
      intervalMs: 10,
    });
    const low = plot.lines.findIndex(({ values }) => values[0] === 3);
    const high = plot.lines.findIndex(({ values }) => values[0] === 7);
    expect(plot.bands).toEqual([
      { colour: 1, upper: low, lower: 'zero' },
      { colour: 1, upper: high, lower: low },
    ]);
  });

  test('buckets of several samples show their extremes, buckets of one do not', () => {
    const one = series('a', [2], { min: [1], max: [5] });
    const wide = preparePlot(range(1, 60), [one], { stacked: false, intervalMs: 10 });
    expect(wide.lines.map(({ values }) => values[0])).toEqual([2, 5, 1]);
    const narrow = preparePlot(range(1, 10), [one], { stacked: false, intervalMs: 10 });
    expect(narrow.lines).toHaveLength(1);
  });

  test('what goes out is drawn below zero', () => {
    const plot = preparePlot(range(2, 10), [series('sent', [2, null], { down: true })], {
      stacked: false,
      intervalMs: 10,
    });
    expect(plot.lines[0]?.values).toEqual([-2, null]);
  });

  test('a value stands in the middle of its bucket', () => {
    expect(preparePlot(range(2, 10), [], { stacked: false, intervalMs: 10 }).times).toEqual([
      5, 15,
    ]);
  });
});

describe('the legend', () => {
  test('tells of what is in sight only, and takes peaks from within the buckets', () => {
    const one = series('a', [9, 1, 3, null], { max: [9, 2, 8, null], min: [9, 0, 3, null] });
    const [row] = legendRows([one], range(4, 10), { fromMs: 10, toMs: 40 });
    expect(row?.statistics).toEqual({ last: 3, min: 0, mean: 2, max: 8 });
  });

  test('knows nothing of an empty stretch, and says so', () => {
    const rows = legendRows([series('a', [1, null])], range(2, 10), { fromMs: 10, toMs: 20 });
    expect(rows[0]?.statistics).toEqual({ last: null, min: null, mean: null, max: null });
    expect(summaryOf('Load', 'tasks', rows)).toBe('Load: no data in this range.');
  });

  test('the cross-hair of another range points at nothing here', () => {
    expect(bucketAt(range(2, 10), 19)).toBe(1);
    expect([undefined, -1, 20].map((atMs) => bucketAt(range(2, 10), atMs))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is a sentence for those who do not see the chart', () => {
    const rows = legendRows([series('1 min', [1, 3])], range(2, 10), { fromMs: 0, toMs: 20 });
    expect(summaryOf('Load', 'tasks', rows)).toBe('Load: 1 min 3, from 1 to 3.');
  });
});

describe('axes', () => {
  test('zero is on every axis, and a flat line is not on its edge', () => {
    expect(axisRange(5, 10, { unit: 'tasks' })[0]).toBe(0);
    expect(axisRange(5, 10, { unit: 'tasks' })[1]).toBeGreaterThan(10);
    expect(axisRange(0, 0, { unit: 'tasks' })[1]).toBeGreaterThan(0);
    expect(axisRange(null, null, { unit: 'bytes' })).toEqual([0, 1_024]);
  });

  test('a known scale is kept, unless values leave it', () => {
    expect(axisRange(1, 3, { unit: 'percent', valueMax: 100 })).toEqual([0, 100]);
    expect(axisRange(1, 104, { unit: 'percent', valueMax: 100 })).toEqual([0, 104]);
  });

  test('bytes have grid lines at powers of two, others at 1, 2 and 5', () => {
    expect(incrementsOf('bytes')).toContain(4_096);
    expect(incrementsOf('bytes')).not.toContain(5_000);
    expect(incrementsOf('percent')).toEqual(expect.arrayContaining([0.1, 20, 50]));
  });

  test('what is drawn downwards is labelled as positive', () => {
    expect(axisLabel(-2_048, 'bytes/s')).toBe('2 KiB/s');
    expect(axisLabel(0, 'bytes/s')).toBe('0');
  });

  test('times have seconds where labels are less than a minute apart, dates at midnight', () => {
    const noon = new Date(2026, 10, 22, 12, 30, 15).getTime();
    expect(timeLabel(noon, 15_000)).toBe('12:30:15');
    expect(timeLabel(noon, 60_000)).toBe('12:30');
    expect(timeLabel(new Date(2026, 10, 22).getTime(), 60_000)).toBe('22 Nov');
  });
});

import {
  type ChartColour,
  type ChartSeries,
  type ChartSpec,
  combine,
  seriesOf,
  type Values,
} from '@/app/_components/chart/chart-series';
import type { RangeSeries } from '@/common/domain/range';

export const MEMORY: ChartSpec = {
  id: 'memory',
  title: 'Memory',
  collector: 'memory',
  select: ['phys_total', 'phys_free', 'memfree'].map((name) => ({
    metric: `memory.${name}`,
    labels: {},
  })),
  unit: 'kB',
  stacked: true,
  prepare(range) {
    const total = seriesOf(range, 'memory.phys_total');
    const available = seriesOf(range, 'memory.phys_free');
    // Where the platform does not tell free from reclaimable, all that is available is free.
    const free = seriesOf(range, 'memory.memfree') ?? available;
    if (total === undefined || available === undefined || free === undefined) return [];
    return [
      difference('used', 1, [total, available]),
      difference('cache', 6, [available, free]),
      {
        key: 'free',
        label: 'free',
        colour: 8,
        mean: free.mean,
        min: free.min,
        max: free.max,
      },
    ];
  },
};

/** Swap that is in use; nothing on machines without swap. */
export const SWAP: ChartSpec = {
  id: 'swap',
  title: 'Swap',
  collector: 'memory',
  select: ['swap_total', 'swap_free'].map((name) => ({ metric: `memory.${name}`, labels: {} })),
  unit: 'kB',
  isThere: (rows) =>
    rows.some(({ metric, lastValue }) => metric === 'memory.swap_total' && (lastValue ?? 0) > 0),
  prepare(range) {
    const total = seriesOf(range, 'memory.swap_total');
    const free = seriesOf(range, 'memory.swap_free');
    const hasSwap = total?.max.some((value) => value !== null && value > 0) ?? false;
    if (total === undefined || free === undefined || !hasSwap) return [];
    return [
      difference('used', 1, [total, free]),
      { ...total, key: 'size', label: 'size', colour: 8, role: 'reference' },
    ];
  },
};

/** The least of a difference is where the whole is least and the part is most. */
function difference(
  label: string,
  colour: ChartColour,
  [whole, part]: readonly [RangeSeries, RangeSeries],
): ChartSeries {
  const minus = (from: Values, taken: Values) =>
    combine([from, taken], (larger = 0, smaller = 0) => Math.max(0, larger - smaller));
  return {
    key: label,
    label,
    colour,
    mean: minus(whole.mean, part.mean),
    min: minus(whole.min, part.max),
    max: minus(whole.max, part.min),
  };
}

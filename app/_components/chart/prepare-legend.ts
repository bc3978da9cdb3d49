import type { Unit } from '@/common/domain/metric';
import type { Range } from '@/common/domain/range';
import { formatValue } from '@/common/format';
import type { ChartSeries } from './chart-series';
import type { TimeSpan } from './time-range';

/** Of what is in sight; null where nothing is known. */
export interface Statistics {
  readonly last: number | null;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
}

/** A line of the legend. */
export interface LegendRow {
  readonly series: ChartSeries;
  readonly statistics: Statistics;
}

export function legendRows(
  series: readonly ChartSeries[],
  range: Range,
  span: TimeSpan,
): readonly LegendRow[] {
  const buckets = bucketsIn(range, span);
  return series.map((one) => ({ series: one, statistics: statisticsOf(one, buckets) }));
}

/** The bucket of a moment; undefined outside of the range. */
export function bucketAt(range: Range, atMs: number | undefined): number | undefined {
  if (atMs === undefined) return undefined;
  const index = Math.floor((atMs - range.firstMs) / range.stepMs);
  return index >= 0 && index < range.buckets ? index : undefined;
}

/** The buckets that lie in `span`, as indices: from the first to before the end. */
export function bucketsIn(range: Range, span: TimeSpan): readonly [first: number, end: number] {
  const first = Math.floor((span.fromMs - range.firstMs) / range.stepMs);
  const end = Math.ceil((span.toMs - range.firstMs) / range.stepMs);
  return [Math.max(0, first), Math.min(range.buckets, end)];
}

function statisticsOf(series: ChartSeries, [first, end]: readonly [number, number]): Statistics {
  const mean = series.mean.slice(first, end).filter((value) => value !== null);
  const min = series.min.slice(first, end).filter((value) => value !== null);
  const max = series.max.slice(first, end).filter((value) => value !== null);
  if (mean.length === 0) return { last: null, min: null, mean: null, max: null };
  return {
    last: mean.at(-1) ?? null,
    min: min.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    mean: mean.reduce((sum, value) => sum + value, 0) / mean.length,
    max: max.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  };
}

/** A chart in a sentence, for those who do not see it. */
export function summaryOf(title: string, unit: Unit, rows: readonly LegendRow[]): string {
  const known = rows.filter(({ statistics }) => statistics.last !== null);
  if (known.length === 0) return `${title}: no data in this range.`;
  const words = known.map(({ series: { label }, statistics: { last, min, max } }) => {
    const [now, least, most] = [last, min, max].map((value) => formatValue(value, unit));
    return `${label} ${now}, from ${least} to ${most}`;
  });
  return `${title}: ${words.join('; ')}.`;
}

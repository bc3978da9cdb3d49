import type { Unit } from '@/common/domain/metric';
import type { Range, RangeSeries, SeriesRow, SeriesSelector } from '@/common/domain/range';

/** One of the eight colours of charts, by what it stands for, the same on every chart. */
export type ChartColour = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** One value a bucket; null where there was no sample. */
export type Values = readonly (number | null)[];

/** One line of a chart and of its legend. */
export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  readonly colour: ChartColour;
  readonly mean: Values;
  readonly min: Values;
  readonly max: Values;
  /** `peak`: a thin line over a stack; `reference`: dashed, to compare with. */
  readonly role?: 'peak' | 'reference';
  /** Drawn below zero and dashed; words and numbers stay positive. */
  readonly down?: boolean;
  /** Left out when the height of the chart is chosen. */
  readonly offScale?: boolean;
}

/** What a chart is about: what it asks for, and how the answer becomes lines. */
export interface ChartSpec {
  readonly id: string;
  readonly title: string;
  /** Whose interval tells how far apart samples are, and whose state tells why there are none. */
  readonly collector: string;
  readonly select: readonly SeriesSelector[];
  readonly unit: Unit;
  readonly stacked?: boolean;
  /** The upper end of the axis where it is known, such as 100 for percent. */
  readonly valueMax?: number;
  /** Where many machines have no such thing: whether this one does, by its series. */
  isThere?(rows: readonly SeriesRow[]): boolean;
  prepare(range: Range): readonly ChartSeries[];
}

/** The first series of a metric, with the labels given. */
export function seriesOf(
  range: Range,
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): RangeSeries | undefined {
  return range.series.find(
    (series) =>
      series.metric === metric &&
      Object.entries(labels).every(([name, value]) => series.labels[name] === value),
  );
}

/** A value made of several, bucket by bucket; null where one of them is. */
export function combine(
  columns: readonly Values[],
  of: (...values: readonly number[]) => number,
): Values {
  const length = columns[0]?.length ?? 0;
  return Array.from({ length }, (_, index) => {
    const values = columns.map((column) => column[index] ?? null);
    return values.every((value) => value !== null) ? of(...values) : null;
  });
}

/** Whether a series ever was anything but zero. */
export function isEverPositive({ max }: Pick<ChartSeries, 'max'>): boolean {
  return max.some((value) => value !== null && value > 0);
}

import { z } from 'zod';
import { type Labels, labels, type MetricKind, type Unit } from './metric';
import { machineText } from './text';

/** Which series of a node: those of a metric whose labels include the ones given. */
export const seriesSelector = z.strictObject({
  metric: machineText(256, 1),
  labels: labels.default({}),
});

export type SeriesSelector = z.infer<typeof seriesSelector>;

export const rangeQuery = z
  .strictObject({
    nodeId: machineText(64),
    select: z.array(seriesSelector).min(1).max(64),
    fromMs: z.number().min(0),
    toMs: z.number().min(0),
    /** At most so many buckets; about the chart's width in pixels. */
    points: z.number().int().min(2).max(2_000).default(600),
  })
  .refine(({ fromMs, toMs }) => fromMs < toMs, 'the range must end after it begins');

export type RangeQuery = z.infer<typeof rangeQuery>;

/** One series in buckets of `stepMs`; `null` where there was no sample: a gap is a gap. */
export interface RangeSeries {
  readonly seriesId: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly path: string;
  readonly unit: Unit;
  readonly kind: MetricKind;
  readonly mean: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

export interface Range {
  /** Start of the first bucket; bucket i covers [firstMs + i·stepMs, firstMs + (i+1)·stepMs). */
  readonly firstMs: number;
  readonly stepMs: number;
  readonly buckets: number;
  /** Where the values came from: `samples` as collected, `hours` from the hourly roll-ups. */
  readonly resolution: 'samples' | 'hours';
  readonly series: readonly RangeSeries[];
}

/** Samples of one moment as they arrive, for pages that watch. */
export interface LiveSamples {
  readonly atMs: number;
  readonly values: readonly { readonly seriesId: number; readonly value: number }[];
}

/** A series and its last sample. */
export interface SeriesRow {
  readonly seriesId: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly path: string;
  readonly unit: Unit;
  readonly kind: MetricKind;
  readonly help: string;
  readonly lastMs: number | null;
  readonly lastValue: number | null;
}

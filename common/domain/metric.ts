import { z } from 'zod';
import { machineText } from './text';

/** The units a metric may have; the pages and the command know how to write each of them. */
export const UNITS = [
  'bytes',
  'kB',
  'MB',
  'bytes/s',
  'percent',
  'ratio',
  'seconds',
  'ms',
  'celsius',
  'hertz',
  'MHz',
  'count',
  'per-second',
  'tasks',
  'pages',
  'jiffies',
] as const;

export type Unit = (typeof UNITS)[number];

/** `counter`: only grows until a restart; `gauge`: anything else. */
export type MetricKind = 'gauge' | 'counter';

export const labels = z.record(machineText(64), machineText(256));

/** What tells two series of one metric apart, such as `{ interface: 'eth0' }`. */
export type Labels = z.infer<typeof labels>;

/** Everything that is known of a series before its first sample. */
export const seriesDescription = z.object({
  /** Collector and keys without the labelled ones: `diskusage.pct_used`. */
  metric: machineText(256, 1),
  labels,
  /** The path in the collector's tree, as expressions write it: `diskusage./var.pct_used`. */
  path: machineText(512, 1),
  unit: z.enum(UNITS),
  kind: z.enum(['gauge', 'counter']),
  help: machineText(512),
});

export type SeriesDescription = z.infer<typeof seriesDescription>;

/** Two descriptions with the same key on one node are the same series. */
export function seriesKey(series: { readonly metric: string; readonly labels: Labels }): string {
  const names = Object.keys(series.labels).sort();
  return JSON.stringify([series.metric, ...names.flatMap((name) => [name, series.labels[name]])]);
}

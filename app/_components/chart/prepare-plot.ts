import type { Range } from '@/common/domain/range';
import type { ChartColour, ChartSeries, Values } from './chart-series';

/** What the canvas draws: null breaks a line, undefined is passed over. */
export type Column = readonly (number | null | undefined)[];

export interface PlotLine {
  readonly colour: ChartColour;
  /** `edge` of a band is not drawn itself. */
  readonly style: 'line' | 'down' | 'edge' | 'peak' | 'reference';
  readonly offScale: boolean;
  readonly values: Column;
}

/** Filled between two lines, or between a line and zero. */
export interface PlotBand {
  readonly colour: ChartColour;
  readonly upper: number;
  readonly lower: number | 'zero';
}

export interface Plot {
  /** Middle of each bucket, milliseconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly bands: readonly PlotBand[];
}

/** A sample late by less than this many intervals is not a gap. */
const GAP_INTERVALS = 2.5;

/** Lines and fills from series: stacked ones on top of one another, others with their extremes. */
export function preparePlot(
  range: Range,
  series: readonly ChartSeries[],
  { stacked, intervalMs }: { readonly stacked: boolean; readonly intervalMs: number },
): Plot {
  const times = Array.from(
    { length: range.buckets },
    (_, index) => range.firstMs + (index + 0.5) * range.stepMs,
  );
  const reach = Math.floor((GAP_INTERVALS * intervalMs) / range.stepMs);
  const parts = stacked ? stackParts(series) : lineParts(series, range.stepMs >= 1.5 * intervalMs);
  const lines = parts.lines.map((line) => ({ ...line, values: bridge(line.values, reach) }));
  return { times, lines, bands: parts.bands };
}

interface Parts {
  readonly lines: PlotLine[];
  readonly bands: PlotBand[];
}

/** The lowest layer is drawn last: thin layers above must not paint over the line that they lie on. */
function stackParts(series: readonly ChartSeries[]): Parts {
  const layers = series.filter(({ role }) => role === undefined);
  const sums = stack(layers.map(({ mean }) => mean));
  const top = layers.length - 1;
  const lines = layers.map((layer, index) => lineOf(layer, sums[index] ?? [], 'line')).reverse();
  const bands = layers.map(({ colour }, index): PlotBand => {
    return { colour, upper: top - index, lower: index === 0 ? 'zero' : top - index + 1 };
  });
  for (const extra of series) {
    if (extra.role !== undefined) lines.push(lineOf(extra, extra.mean, extra.role));
  }
  return { lines, bands };
}

function lineParts(series: readonly ChartSeries[], withExtremes: boolean): Parts {
  const lines: PlotLine[] = [];
  const bands: PlotBand[] = [];
  for (const one of series) {
    const at = lines.push(lineOf(one, signed(one, one.mean), styleOf(one))) - 1;
    if (one.role !== undefined) continue;
    if (!withExtremes) {
      if (series.length <= 2) bands.push({ colour: one.colour, upper: at, lower: 'zero' });
      continue;
    }
    const upper = lines.push(lineOf(one, signed(one, one.max), 'edge')) - 1;
    const lower = lines.push(lineOf(one, signed(one, one.min), 'edge')) - 1;
    bands.push({ colour: one.colour, upper, lower });
  }
  return { lines, bands };
}

function styleOf({ role, down = false }: ChartSeries): PlotLine['style'] {
  return role ?? (down ? 'down' : 'line');
}

function lineOf(series: ChartSeries, values: Column, style: PlotLine['style']): PlotLine {
  return { colour: series.colour, style, offScale: series.offScale === true, values };
}

function signed({ down = false }: ChartSeries, values: Values): Values {
  return down ? values.map((value) => (value === null ? null : -value)) : values;
}

/** Each layer on top of those before it; where a layer is missing it is thin, where all are, a gap. */
export function stack(layers: readonly Values[]): Values[] {
  const length = layers[0]?.length ?? 0;
  const known = Array.from({ length }, (_, index) =>
    layers.some((layer) => (layer[index] ?? null) !== null),
  );
  const sum = new Array<number>(length).fill(0);
  return layers.map((layer) =>
    known.map((isKnown, index) => {
      sum[index] = (sum[index] ?? 0) + (layer[index] ?? 0);
      return isKnown ? (sum[index] ?? 0) : null;
    }),
  );
}

/**
 * Samples come a little early or late, so that a bucket may be empty without one being missed: a
 * hole between two values at most `reach` buckets apart is passed over, a longer one stays a gap.
 */
export function bridge(values: Column, reach: number): Column {
  const bridged = [...values];
  let last = -1;
  values.forEach((value, index) => {
    if (value === null || value === undefined) return;
    if (last >= 0 && index - last <= reach) bridged.fill(undefined, last + 1, index);
    last = index;
  });
  return bridged;
}

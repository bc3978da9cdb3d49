import type uPlot from 'uplot';
import type { Unit } from '@/common/domain/metric';
import { type ChartPalette, tinted } from './chart-palette';
import { axisLabel, axisRange, incrementsOf, timeLabel } from './prepare-axis';
import type { Plot, PlotBand, PlotLine } from './prepare-plot';

export interface PlotLook {
  readonly unit: Unit;
  readonly valueMax: number | undefined;
  readonly stacked: boolean;
  readonly palette: ChartPalette;
}

export interface PlotEvents {
  /** The moment under the pointer of this chart or of another one; undefined when it left. */
  onCursor(atMs: number | undefined): void;
  onZoom(fromMs: number, toMs: number): void;
  onZoomOut(): void;
}

/** All charts of a page share one cross-hair. */
const SYNC_KEY = 'charts';
const LINE_WIDTH = 1.5;
const AREA_OPACITY = 0.12;
const AXIS_WIDTH = 62;

/** How uPlot draws a plot: everything but its data and its size. */
export function plotOptions(
  plot: Plot,
  look: PlotLook,
  events: PlotEvents,
): Omit<uPlot.Options, 'width' | 'height'> {
  const { palette, unit, valueMax } = look;
  return {
    ms: 1,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    cursor: cursorOf(plot, events),
    scales: {
      x: { time: true, auto: false },
      y: { range: (_, min, max) => axisRange(min, max, { unit, valueMax }) },
    },
    axes: axesOf(unit, palette),
    series: [{}, ...plot.lines.map((line, index) => seriesOf(line, fillOf(plot, index), look))],
    bands: plot.bands.filter(isBetweenLines).map(({ upper, lower, colour }) => ({
      series: [upper + 1, lower + 1],
      fill: tinted(palette.series[colour], AREA_OPACITY),
    })),
    hooks: {
      setCursor: [({ cursor, data }) => events.onCursor(data[0][cursor.idx ?? -1])],
      setSelect: [(chart) => takeSelection(chart, events)],
    },
  };
}

function cursorOf({ lines }: Plot, events: PlotEvents): uPlot.Cursor {
  return {
    y: false,
    // Edges of a band are no lines: no dot on them.
    points: { size: (_, index) => (lines[index - 1]?.style === 'edge' ? 0 : 7), width: 1.5 },
    drag: { x: true, y: false, setScale: false },
    bind: {
      dblclick: () => () => {
        events.onZoomOut();
        return null;
      },
    },
    sync: {
      key: SYNC_KEY,
      scales: ['x', null],
      // Others follow the pointer; what is dragged is one chart's business, and goes by the address.
      filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
    },
  };
}

function takeSelection(chart: uPlot, events: PlotEvents): void {
  const { left, width } = chart.select;
  if (width <= 0) return;
  events.onZoom(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function axesOf(unit: Unit, { axis, grid, font }: ChartPalette): uPlot.Axis[] {
  const look = { stroke: axis, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  return [
    {
      ...look,
      grid: { show: false },
      size: 26,
      gap: 6,
      space: 72,
      values: (_, splits) => {
        const incrementMs = (splits[1] ?? 0) - (splits[0] ?? 0);
        return splits.map((atMs) => timeLabel(atMs, incrementMs));
      },
    },
    {
      ...look,
      size: AXIS_WIDTH,
      gap: 8,
      space: 28,
      incrs: [...incrementsOf(unit)],
      values: (_, splits) => splits.map((value) => axisLabel(value, unit)),
    },
  ];
}

function seriesOf(line: PlotLine, fill: number | undefined, look: PlotLook): uPlot.Series {
  const colour = look.palette.series[line.colour];
  return {
    auto: !line.offScale,
    spanGaps: false,
    points: {
      show: line.style === 'line' || line.style === 'down',
      size: 4,
      width: 0,
      fill: colour,
      filter: alone,
    },
    ...STYLES[line.style](colour),
    ...(fill === undefined ? {} : { fill: tinted(colour, fill), fillTo: 0 }),
  };
}

const STYLES: Readonly<Record<PlotLine['style'], (colour: string) => uPlot.Series>> = {
  line: (colour) => ({ stroke: colour, width: LINE_WIDTH }),
  down: (colour) => ({ stroke: colour, width: LINE_WIDTH, dash: [4, 2] }),
  edge: () => ({ width: 0 }),
  peak: (colour) => ({ stroke: tinted(colour, 0.6), width: 1, dash: [2, 3] }),
  reference: (colour) => ({ stroke: colour, width: 1, dash: [5, 4] }),
};

function fillOf({ bands }: Plot, line: number): number | undefined {
  return bands.some(({ upper, lower }) => upper === line && lower === 'zero')
    ? AREA_OPACITY
    : undefined;
}

function isBetweenLines(band: PlotBand): band is PlotBand & { readonly lower: number } {
  return band.lower !== 'zero';
}

/** A sample between two gaps is no line, and must not be lost. Lines pass over what is undefined. */
function alone(chart: uPlot, seriesIndex: number): number[] {
  const values = Array.from(chart.data[seriesIndex] ?? []);
  const isBreak = (index: number) => !(index in values) || values[index] === null;
  return values.flatMap((value, index) =>
    typeof value === 'number' && isBreak(index - 1) && isBreak(index + 1) ? [index] : [],
  );
}

'use client';
import { type RefObject, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Unit } from '@/common/domain/metric';
import { chartPalette, useShownTheme } from './chart-palette';
import { hatch } from './plot-hatch';
import { type PlotEvents, plotOptions } from './plot-options';
import type { Plot } from './prepare-plot';
import type { TimeSpan } from './time-range';

interface Drawing {
  readonly plot: Plot;
  readonly span: TimeSpan;
  /** From here on the last bucket is not full yet; undefined where that does not show. */
  readonly partialFromMs: number | undefined;
}

export interface ChartPlotProps extends Drawing {
  readonly unit: Unit;
  readonly valueMax: number | undefined;
  readonly stacked: boolean;
  readonly events: PlotEvents;
}

const HEIGHT = 190;

/** Lines on a canvas over time; the pointer, dragging and double clicks are told by `events`. */
export function ChartPlot(props: ChartPlotProps) {
  // What the canvas is made of; when it stays the same, new data need no new canvas.
  const theme = useShownTheme();
  const lines = props.plot.lines.map((line) => `${line.colour}${line.style}${line.offScale}`);
  const bands = props.plot.bands.map(({ upper, lower }) => `${upper}-${lower}`);
  return <Canvas key={[theme, ...lines, ...bands].join()} {...props} />;
}

function Canvas({ plot, span, partialFromMs, unit, valueMax, stacked, events }: ChartPlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const latest = useRef<Drawing & { readonly events: PlotEvents }>({
    plot,
    span,
    partialFromMs,
    events,
  });

  useEffect(() => {
    latest.current = { plot, span, partialFromMs, events };
  });

  useEffect(() => {
    if (chart.current !== undefined) draw(chart.current, { plot, span, partialFromMs });
  }, [plot, span, partialFromMs]);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const palette = chartPalette();
    const look = { unit, valueMax, stacked, palette };
    const size = { width: Math.max(80, element.clientWidth), height: HEIGHT };
    const options = plotOptions(latest.current.plot, look, forwarded(latest));
    options.hooks = {
      ...options.hooks,
      drawClear: [(drawn) => hatch(drawn, latest.current.partialFromMs, palette.grid)],
    };
    const made = new uPlot({ ...options, ...size }, dataOf(latest.current.plot), element);
    draw(made, latest.current);
    chart.current = made;
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== made.width) made.setSize({ width, height: HEIGHT });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.current = undefined;
      made.destroy();
    };
  }, [unit, valueMax, stacked]);

  return <div ref={frame} className="h-[190px] w-full min-w-0 cursor-crosshair overflow-hidden" />;
}

/** Always to whoever draws now: the canvas lives longer than the functions of one rendering. */
function forwarded(latest: RefObject<{ readonly events: PlotEvents }>): PlotEvents {
  return {
    onCursor: (atMs) => latest.current.events.onCursor(atMs),
    onZoom: (fromMs, toMs) => latest.current.events.onZoom(fromMs, toMs),
    onZoomOut: () => latest.current.events.onZoomOut(),
  };
}

function draw(chart: uPlot, { plot, span }: Drawing): void {
  chart.batch(() => {
    chart.setData(dataOf(plot), false);
    chart.setScale('x', { min: span.fromMs, max: span.toMs });
  });
}

function dataOf({ times, lines }: Plot): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}

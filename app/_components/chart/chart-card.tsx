'use client';
import { ChartLine, Table2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useId, useMemo, useRef, useState } from 'react';
import { useNow } from '@/app/_lib/now';
import type { CollectorView } from '@/common/domain/node';
import type { Range } from '@/common/domain/range';
import { formatExact } from '@/common/format';
import { Button, IconButton } from '../ui/button';
import { ErrorCard } from '../ui/error-card';
import { Skeleton } from '../ui/skeleton';
import { ChartLegend, type LegendRow } from './chart-legend';
import type { ChartPlotProps } from './chart-plot';
import type { ChartSpec } from './chart-series';
import { ChartTable } from './chart-table';
import { bucketsIn, statisticsOf, summaryOf } from './prepare-legend';
import { preparePlot } from './prepare-plot';
import { shownSpan } from './range-request';
import { type TimeRange, type TimeSpan, zoomOut, zoomTo } from './time-range';
import { useChartData } from './use-chart-data';
import { useSeen } from './use-seen';

const ChartPlot = dynamic<ChartPlotProps>(
  () => import('./chart-plot').then((module) => module.ChartPlot),
  { ssr: false, loading: () => <Skeleton className="h-[190px]" /> },
);

const INTERVAL_MS_DEFAULT = 10_000;

interface ChartCardProps {
  readonly nodeId: string;
  readonly spec: ChartSpec;
  readonly collector: CollectorView | undefined;
  readonly time: TimeRange;
  readonly onTime: (time: TimeRange) => void;
}

/** One chart: a figure with a caption, the lines, their legend, and the same as a table. */
export function ChartCard({ nodeId, spec, collector, time, onTime }: ChartCardProps) {
  const figure = useRef<HTMLElement>(null);
  const seen = useSeen(figure);
  const intervalMs = collector?.intervalMs ?? INTERVAL_MS_DEFAULT;
  const { range, error, retry } = useChartData({ nodeId, spec, time, intervalMs, seen });
  const span = useShownSpan(time);
  const [cursor, setCursor] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const id = useId();

  const series = useMemo(() => (range === undefined ? [] : spec.prepare(range)), [range, spec]);
  const rows = useMemo(() => legendRows(series, range, span), [series, range, span]);
  const isEmpty = rows.every(({ statistics }) => statistics.last === null);
  const events = useMemo(
    () => ({
      onCursor: setCursor,
      onZoom: (fromMs: number, toMs: number) => onTime(zoomTo(fromMs, toMs)),
      onZoomOut: () => onTime(zoomOut(time, Date.now())),
    }),
    [onTime, time],
  );
  if (spec.optional && range !== undefined && isEmpty) return null;

  return (
    <figure
      ref={figure}
      aria-labelledby={id}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <figcaption className="flex h-10 items-center gap-2 pr-1.5 pl-4">
        <h2 id={id} className="font-medium">
          {spec.title}
        </h2>
        <CursorTime range={range} cursor={cursor} />
        <IconButton
          label={asTable ? `Show ${spec.title} as a chart` : `Show ${spec.title} as a table`}
          icon={asTable ? ChartLine : Table2}
          onClick={() => setAsTable(!asTable)}
          disabled={range === undefined || isEmpty}
          className="ml-auto disabled:opacity-40"
        />
      </figcaption>
      <p className="sr-only">{summaryOf(spec.title, spec.unit, rows.map(labelled))}</p>
      <div className="px-4 pb-3">
        {range === undefined ? (
          <NotYet error={error} retry={retry} title={spec.title} />
        ) : isEmpty ? (
          <NoSamples collector={collector} />
        ) : (
          <>
            {asTable ? (
              <ChartTable
                title={spec.title}
                range={range}
                rows={rows}
                unit={spec.unit}
                buckets={bucketsIn(range, span)}
              />
            ) : (
              <Lines {...{ range, series, spec, span, intervalMs, events }} />
            )}
            <ChartLegend title={spec.title} rows={rows} unit={spec.unit} cursor={cursor} />
          </>
        )}
      </div>
    </figure>
  );
}

'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { CollectorView } from '@/common/domain/node';
import type { Range } from '@/common/domain/range';
import { Button } from '../ui/button';
import { ErrorCard } from '../ui/error-card';
import { Skeleton } from '../ui/skeleton';
import { ChartLegend } from './chart-legend';
import type { ChartPlotProps } from './chart-plot';
import type { ChartSpec } from './chart-series';
import { ChartTable } from './chart-table';
import { bucketsIn, type LegendRow } from './prepare-legend';
import { preparePlot } from './prepare-plot';
import { type TimeRange, type TimeSpan, zoomOut, zoomTo } from './time-range';

const ChartPlot = dynamic<ChartPlotProps>(
  () => import('./chart-plot').then((module) => module.ChartPlot),
  { ssr: false, loading: () => <Skeleton className="h-[190px]" /> },
);

interface ChartBodyProps extends Omit<LinesProps, 'range'> {
  readonly range: Range | undefined;
  readonly collector: CollectorView | undefined;
  readonly asTable: boolean;
  readonly cursor: number | undefined;
  readonly error: Error | undefined;
  readonly retry: () => void;
}

/** What a chart has to show: its lines or its table, or why there is neither. */
export function ChartBody({ range, asTable, cursor, ...rest }: ChartBodyProps) {
  const { spec, rows, span, collector } = rest;
  if (range === undefined) return <NotThere {...rest} />;
  if (rows.every(({ statistics }) => statistics.last === null)) {
    return <NoSamples collector={collector} />;
  }
  const { title, unit } = spec;
  return (
    <div className="px-4 pb-3">
      {asTable ? (
        <ChartTable {...{ title, range, rows, unit }} buckets={bucketsIn(range, span)} />
      ) : (
        <Lines {...rest} range={range} />
      )}
      <ChartLegend {...{ title, rows, unit, cursor }} />
    </div>
  );
}

interface LinesProps {
  readonly spec: ChartSpec;
  readonly range: Range;
  readonly rows: readonly LegendRow[];
  readonly span: TimeSpan;
  readonly intervalMs: number;
  readonly time: TimeRange;
  readonly onTime: (time: TimeRange) => void;
  readonly onCursor: (atMs: number | undefined) => void;
}

function Lines({ spec, range, rows, span, intervalMs, time, onTime, onCursor }: LinesProps) {
  const stacked = spec.stacked === true;
  const plot = useMemo(() => {
    const series = rows.map((row) => row.series);
    return preparePlot(range, series, { stacked, intervalMs });
  }, [range, rows, stacked, intervalMs]);
  const events = {
    onCursor,
    onZoom: (fromMs: number, toMs: number) => onTime(zoomTo(fromMs, toMs)),
    onZoomOut: () => onTime(zoomOut(time, span.toMs)),
  };
  return (
    <ChartPlot
      {...{ plot, span, stacked, events }}
      unit={spec.unit}
      valueMax={spec.valueMax}
      partialFromMs={partialFrom(range, span, time)}
    />
  );
}

/** Where the bucket begins that is still being filled, when it is wide enough to be seen. */
function partialFrom(range: Range, { fromMs, toMs }: TimeSpan, time: TimeRange) {
  if (time.kind === 'fixed' || range.stepMs < (toMs - fromMs) / 400) return undefined;
  return range.firstMs + Math.floor((toMs - range.firstMs) / range.stepMs) * range.stepMs;
}

function NotThere({ spec, error, retry }: Pick<ChartBodyProps, 'spec' | 'error' | 'retry'>) {
  return (
    <div className="px-4 pb-4">
      {error === undefined ? (
        <Skeleton className="h-[190px]" />
      ) : (
        <ErrorCard
          title={`${spec.title} could not be read`}
          action={<Button onClick={retry}>Try again</Button>}
        >
          {error.message}
        </ErrorCard>
      )}
    </div>
  );
}

function NoSamples({ collector }: { collector: CollectorView | undefined }) {
  const reason = collector?.state === 'ok' ? '' : collector?.reason;
  return (
    <div className="flex min-h-[190px] flex-col justify-center px-4 pb-4 text-ink-2">
      <p>No samples in this range.</p>
      {reason !== undefined && reason !== '' && (
        <p className="mt-1 text-small text-ink-3 [overflow-wrap:anywhere]">
          {collector?.collector}: {reason}
        </p>
      )}
    </div>
  );
}

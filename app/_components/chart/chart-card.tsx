'use client';
import { ChartLine, Table2 } from 'lucide-react';
import { useId, useMemo, useRef, useState } from 'react';
import type { CollectorView } from '@/common/domain/node';
import { IconButton } from '../ui/button';
import { ChartBody } from './chart-body';
import { ChartMoment } from './chart-moment';
import type { ChartSpec } from './chart-series';
import { bucketAt, legendRows, summaryOf } from './prepare-legend';
import type { TimeRange } from './time-range';
import { useChartData } from './use-chart-data';
import { useSeen } from './use-seen';
import { useShownSpan } from './use-shown-span';

const INTERVAL_MS_DEFAULT = 10_000;

interface ChartCardProps {
  readonly nodeId: string;
  readonly spec: ChartSpec;
  /** Whose samples these are; undefined while the agent has not told of it. */
  readonly collector: CollectorView | undefined;
  readonly time: TimeRange;
  readonly onTime: (time: TimeRange) => void;
}

/** One chart: a figure with a caption, its lines, their legend, and the same as a table. */
export function ChartCard({ nodeId, spec, collector, time, onTime }: ChartCardProps) {
  const figure = useRef<HTMLElement>(null);
  const seen = useSeen(figure);
  const intervalMs = collector?.intervalMs ?? INTERVAL_MS_DEFAULT;
  const { range, error, retry } = useChartData({ nodeId, spec, time, intervalMs, seen });
  const span = useShownSpan(time);
  const [cursorMs, setCursorMs] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const rows = useMemo(
    () => (range === undefined ? [] : legendRows(spec.prepare(range), range, span)),
    [range, spec, span],
  );
  const cursor = range === undefined ? undefined : bucketAt(range, cursorMs);
  const isEmpty = rows.every(({ statistics }) => statistics.last === null);

  return (
    <figure
      ref={figure}
      aria-labelledby={id}
      className="flex min-w-0 flex-col rounded-lg border border-line bg-surface"
    >
      <figcaption className="flex h-10 items-center gap-2 pr-1.5 pl-4">
        <h2 id={id} className="truncate font-medium">
          {spec.title}
        </h2>
        <ChartMoment range={range} cursor={cursor} />
        <IconButton
          label={asTable ? `Show ${spec.title} as a chart` : `Show ${spec.title} as a table`}
          icon={asTable ? ChartLine : Table2}
          onClick={() => setAsTable(!asTable)}
          disabled={isEmpty}
          className="ml-auto disabled:opacity-40"
        />
        <p className="sr-only">{summaryOf(spec.title, spec.unit, rows)}</p>
      </figcaption>
      <ChartBody
        {...{ spec, range, rows, span, intervalMs, cursor, asTable, error, retry, collector }}
        {...{ time, onTime, onCursor: setCursorMs }}
      />
    </figure>
  );
}

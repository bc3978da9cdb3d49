import type { Unit } from '@/common/domain/metric';
import type { Range } from '@/common/domain/range';
import { formatExact, formatValue } from '@/common/format';
import type { LegendRow } from './prepare-legend';
import { ScrollArea } from './scroll-area';

const ROWS_MAX = 300;

interface ChartTableProps {
  readonly title: string;
  readonly range: Range;
  readonly rows: readonly LegendRow[];
  readonly unit: Unit;
  readonly buckets: readonly [first: number, end: number];
}

/** The chart in numbers, newest first; a bucket without samples is left out. */
export function ChartTable({ title, range, rows, unit, buckets }: ChartTableProps) {
  const known = indicesOf(buckets).filter((index) =>
    rows.some(({ series }) => (series.mean[index] ?? null) !== null),
  );
  return (
    <ScrollArea label={`${title} as a table`} className="h-[190px] overflow-auto">
      <table className="w-full text-small">
        <caption className="sr-only">
          {title}, mean of each {range.stepMs / 1_000} seconds, newest first
        </caption>
        <thead className="sticky top-0 bg-surface text-ink-3">
          <tr>
            <th scope="col" className="h-6 pr-3 text-left font-normal">
              from
            </th>
            {rows.map(({ series }) => (
              <th key={series.key} scope="col" className="pl-3 text-right font-normal">
                {series.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {known.slice(0, ROWS_MAX).map((index) => (
            <tr key={index} className="border-t border-line">
              <th
                scope="row"
                className="h-6 pr-3 text-left font-normal whitespace-nowrap text-ink-3"
              >
                {formatExact(range.firstMs + index * range.stepMs)}
              </th>
              {rows.map(({ series }) => (
                <td key={series.key} className="pl-3 text-right whitespace-nowrap">
                  {formatValue(series.mean[index], unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function indicesOf([first, end]: readonly [number, number]): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => end - 1 - index);
}

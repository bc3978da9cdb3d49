import { cx } from '@/app/_lib/cx';
import type { Unit } from '@/common/domain/metric';
import { formatValue } from '@/common/format';
import type { ChartColour, ChartSeries } from './chart-series';
import type { LegendRow } from './prepare-legend';

interface ChartLegendProps {
  readonly title: string;
  readonly rows: readonly LegendRow[];
  readonly unit: Unit;
  /** The bucket under the pointer: its values take the place of the last ones. */
  readonly cursor: number | undefined;
}

/** What each line is, and how large it was. Values are as old as the page says the node is. */
export function ChartLegend({ title, rows, unit, cursor }: ChartLegendProps) {
  return (
    <table className="w-full text-small">
      <caption className="sr-only">{title}, values of each line</caption>
      <thead>
        <tr className="text-ink-3">
          <th scope="col" className="h-6 text-left font-normal">
            <span className="sr-only">Line</span>
          </th>
          <HeadOf>{cursor === undefined ? 'last' : 'here'}</HeadOf>
          <HeadOf>min</HeadOf>
          <HeadOf>mean</HeadOf>
          <HeadOf>max</HeadOf>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ series, statistics: { last, min, mean, max } }) => (
          <tr key={series.key} className="text-ink-2">
            <th scope="row" className="h-5 max-w-0 w-full truncate pr-2 text-left font-normal">
              <Swatch {...series} />
              {series.label}
            </th>
            <td className="pl-3 text-right whitespace-nowrap text-ink">
              {formatValue(cursor === undefined ? last : series.mean[cursor], unit)}
            </td>
            <NumberOf value={min} unit={unit} />
            <NumberOf value={mean} unit={unit} />
            <NumberOf value={max} unit={unit} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HeadOf({ children }: { children: string }) {
  return (
    <th scope="col" className="pl-3 text-right font-normal">
      {children}
    </th>
  );
}

function NumberOf({ value, unit }: { value: number | null; unit: Unit }) {
  return (
    <td className="pl-3 text-right whitespace-nowrap text-ink-3">{formatValue(value, unit)}</td>
  );
}

const COLOUR_CLASSES: Readonly<Record<ChartColour, string>> = {
  1: 'bg-chart-1',
  2: 'bg-chart-2',
  3: 'bg-chart-3',
  4: 'bg-chart-4',
  5: 'bg-chart-5',
  6: 'bg-chart-6',
  7: 'bg-chart-7',
  8: 'bg-chart-8',
};

const DASHED = '[mask-image:linear-gradient(90deg,#000_40%,transparent_40%_60%,#000_60%)]';

/** As the line is drawn: thick, dashed, or thin. */
function Swatch({ colour, role, down = false }: Pick<ChartSeries, 'colour' | 'role' | 'down'>) {
  return (
    <span
      aria-hidden
      className={cx(
        'mr-2 inline-block w-2.5 align-middle',
        down ? DASHED : 'rounded-full',
        role === undefined ? 'h-[3px]' : 'h-px opacity-80',
        COLOUR_CLASSES[colour],
      )}
    />
  );
}

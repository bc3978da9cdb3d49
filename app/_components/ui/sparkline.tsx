import { cx } from '@/app/_lib/cx';
import { sparklineArea, sparklinePath } from './sparkline-path';

interface SparklineProps {
  /** Evenly spaced in time, oldest first; null is a gap. */
  readonly values: readonly (number | null)[];
  /** What it shows, for those who do not see it: `CPU, last 15 minutes`. */
  readonly label: string;
  /** The value of the upper edge; without it a little above the highest of the values. */
  readonly valueMax?: number;
  readonly className?: string;
}

const WIDTH = 120;
const HEIGHT = 40;

/** A line without axes, under the number that it explains. */
export function Sparkline({ values, label, valueMax, className }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const box = {
    width: WIDTH,
    height: HEIGHT - 1,
    valueMax: valueMax ?? Math.max(0, ...known) * 1.15,
  };
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cx('block h-10 w-full text-chart-1', className)}
    >
      <path d={sparklineArea(values, box)} fill="currentColor" opacity="0.1" />
      <path
        d={sparklinePath(values, box)}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

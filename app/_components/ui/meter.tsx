import { cx } from '@/app/_lib/cx';

interface MeterProps {
  /** 0 to 100; null is "not known" and draws an empty track. */
  readonly percent: number | null;
  readonly className?: string;
}

/** How full, beside a number that says so: the bar itself is for the eye only. */
export function Meter({ percent, className }: MeterProps) {
  const filled = percent === null ? 0 : Math.min(100, Math.max(0, percent));
  return (
    <svg
      aria-hidden="true"
      className={cx('block h-1.5 w-full overflow-hidden rounded-full', className)}
    >
      <rect width="100%" height="100%" className="fill-meter-track" />
      <rect
        width={`${filled.toFixed(1)}%`}
        height="100%"
        rx="3"
        className="fill-meter transition-[width] duration-300"
      />
    </svg>
  );
}

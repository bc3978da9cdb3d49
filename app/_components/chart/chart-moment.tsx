import type { Range } from '@/common/domain/range';
import { formatExact } from '@/common/format';

interface ChartMomentProps {
  readonly range: Range | undefined;
  readonly cursor: number | undefined;
}

/** The moment under the cross-hair, else what one bucket stands for. */
export function ChartMoment({ range, cursor }: ChartMomentProps) {
  if (range === undefined) return null;
  const { firstMs, stepMs } = range;
  const text =
    cursor === undefined ? `per ${step(stepMs)}` : formatExact(firstMs + cursor * stepMs);
  return <span className="min-w-0 truncate text-small text-ink-3">{text}</span>;
}

function step(stepMs: number): string {
  if (stepMs % 3_600_000 === 0) return `${stepMs / 3_600_000} h`;
  return stepMs % 60_000 === 0 ? `${stepMs / 60_000} min` : `${stepMs / 1_000} s`;
}

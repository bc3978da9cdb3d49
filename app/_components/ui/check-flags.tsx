import { Activity, Hourglass } from 'lucide-react';
import type { CheckRow } from '@/common/domain/check-view';
import { CHECK_STATUS } from './check-status';

/** What else is to say of a check: that it flaps, or has a result that does not count yet. */
export function CheckFlags({
  row,
}: {
  readonly row: Pick<CheckRow, 'isFlapping' | 'changePercent' | 'soft'>;
}) {
  const { isFlapping, changePercent, soft } = row;
  if (!isFlapping && soft === null) return null;
  return (
    <p className="flex flex-wrap gap-x-3 text-small text-ink-3">
      {isFlapping && (
        <span className="inline-flex items-center gap-1">
          <Activity aria-hidden className="size-3" />
          flapping, {Math.round(changePercent)} % changes
        </span>
      )}
      {soft !== null && (
        <span className="inline-flex items-center gap-1">
          <Hourglass aria-hidden className="size-3" />
          {CHECK_STATUS[soft.state].word.toLowerCase()}, attempt {soft.attempt}: does not count yet
        </span>
      )}
    </p>
  );
}

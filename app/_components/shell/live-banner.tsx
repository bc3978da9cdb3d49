'use client';
import { type Connection, useConnection } from '@/app/_lib/live-store';
import { useRunningNow } from '@/app/_lib/now';
import { formatAge } from '@/common/format';
import { StatusIcon } from '../ui/status';

/** A socket that opens (again) at once is nothing to tell; one that never opened is. */
const TOLD_AFTER_MS: Readonly<Record<Connection['state'], number>> = {
  idle: Number.POSITIVE_INFINITY,
  connecting: 5_000,
  open: Number.POSITIVE_INFINITY,
  lost: 2_000,
};

/** Says that the page no longer follows, since when, and that it tries. Ages below keep counting. */
export function LiveBanner() {
  const { state, sinceMs } = useConnection();
  const age = useRunningNow((nowMs) =>
    nowMs - sinceMs >= TOLD_AFTER_MS[state] ? formatAge(nowMs - sinceMs) : '',
  );
  return (
    // The status element is there before its words are: only then they are read out.
    <div role="status" className="contents">
      {age !== '' && (
        <p className="flex items-center gap-2 border-b border-line bg-warning-tint px-4 py-2 text-warning sm:px-6">
          <StatusIcon kind="warning" />
          <span>
            Live updates lost <span aria-hidden>{age} ago</span>, retrying
          </span>
        </p>
      )}
    </div>
  );
}

'use client';
import { useMemo } from 'react';
import { useNow } from '@/app/_lib/now';
import { shownSpan } from './range-request';
import type { TimeRange, TimeSpan } from './time-range';

/** What is drawn at this moment; slides with the clock, and stands still while the page is paused. */
export function useShownSpan(time: TimeRange): TimeSpan {
  const toMs = useNow((nowMs) => shownSpan(time, nowMs).toMs);
  return useMemo(
    () => (time.kind === 'fixed' ? time : { fromMs: toMs - time.durationMs, toMs }),
    [time, toMs],
  );
}

'use client';
import { parseAsInteger, parseAsString, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { parseTimeRange, type TimeRange, timeRangeParams } from './time-range';

/** The stretch of time that the page shows; it stands in the address, and the back button undoes. */
export function useTimeRange(): readonly [TimeRange, (range: TimeRange) => void] {
  const [{ range, from, to }, setParams] = useQueryStates(
    { range: parseAsString, from: parseAsInteger, to: parseAsInteger },
    { history: 'push', scroll: false },
  );
  const time = useMemo(() => parseTimeRange({ range, from, to }), [range, from, to]);
  return [time, (next) => void setParams(timeRangeParams(next))];
}

'use client';
import { useEffect } from 'react';
import { createStore, useStore } from '@/app/_lib/store';
import type { TimeRange } from './time-range';

const shown = createStore<TimeRange | null>(null);

/** While the component is there, the page shows this stretch of time. */
export function useTellTime(time: TimeRange): void {
  useEffect(() => {
    shown.set(time);
    return () => shown.set(null);
  }, [time]);
}

/** What the charts of this page show; null where it has none. */
export const useTimeShown = () => useStore(shown, null);

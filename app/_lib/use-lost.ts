'use client';
import { useConnection } from './live-store';
import { useRunningNow } from './now';

/** A socket that opens again at once is nothing to tell. */
const TOLD_AFTER_MS = 2_000;

/** Whether the page has lost the server, for long enough to be told. */
export function useLost(): boolean {
  const { state, sinceMs } = useConnection();
  return useRunningNow((nowMs) => state === 'lost' && nowMs - sinceMs >= TOLD_AFTER_MS);
}

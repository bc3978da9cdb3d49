import type { Cancel, Clock } from '@/common/clock';

/** A timer later than this did not fire for want of time: this agent was stopped, or starved. */
const LATE_MS = 250;

/**
 * Calls back after `delayMs`. When that comes late, what would have prevented it may lie unread in a
 * socket: then packets get `graceMs` to be read first.
 *
 * @param onLate told of each such delay
 */
export function patientTimer(
  { clock, graceMs, onLate }: { clock: Clock; graceMs: number; onLate: () => void },
  delayMs: number,
  callback: () => void,
): Cancel {
  let cancel: Cancel = () => {};
  const arm = (waitMs: number): void => {
    const dueMs = clock.nowMs() + waitMs;
    cancel = clock.after(waitMs, () => {
      const isLate = clock.nowMs() - dueMs > LATE_MS;
      if (!isLate || graceMs === 0) return callback();
      onLate();
      arm(graceMs);
    });
  };
  arm(delayMs);
  return () => cancel();
}

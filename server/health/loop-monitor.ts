import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '@/common/clock';

export interface LoopDelay {
  readonly meanMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const RESOLUTION_MS = 20;
const WINDOW_MS = 60_000;
const NS_PER_MS = 1e6;

/** How long the event loop kept others waiting, over the last full minute and the running one. */
export function createLoopMonitor(clock: Clock) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let last: LoopDelay | undefined;
  let cancel = () => {};

  // What the histogram measures includes the timer's own period.
  const ms = (ns: number) => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
  const current = (): LoopDelay => {
    if (histogram.count === 0) return { meanMs: 0, p99Ms: 0, maxMs: 0 };
    return {
      meanMs: ms(histogram.mean),
      p99Ms: ms(histogram.percentile(99)),
      maxMs: ms(histogram.max),
    };
  };

  function turn(): void {
    last = current();
    histogram.reset();
    cancel = clock.after(WINDOW_MS, turn);
  }

  return {
    start(): void {
      histogram.enable();
      cancel = clock.after(WINDOW_MS, turn);
    },
    stop(): void {
      cancel();
      histogram.disable();
    },
    delay: (): LoopDelay => last ?? current(),
  };
}

export type LoopMonitor = ReturnType<typeof createLoopMonitor>;

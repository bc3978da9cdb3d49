'use client';
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import { onPauseChange, pausedAtMs } from './live-store';

const TICK_MS = 1_000;
/** Below this, two clocks are taken to agree. */
const SKEW_MS_MIN = 1_500;

const NowAtServer = createContext(0);

let skewMs: number | undefined;
let tickMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

interface NowProviderProps {
  /** When the server rendered the page, by its clock: ages are told by that one. */
  readonly serverNowMs: number;
  readonly children: ReactNode;
}

/** Lets ages below it count, from what the server rendered on. */
export function NowProvider({ serverNowMs, children }: NowProviderProps) {
  if (typeof window !== 'undefined') skewMs ??= measureSkew(serverNowMs);
  return <NowAtServer.Provider value={serverNowMs}>{children}</NowAtServer.Provider>;
}

/**
 * Something told from the time: renders again only when it changes.
 * While the page is paused its time stands still, so that a picture does not age into alarms.
 * @param select gives a string, number or boolean from milliseconds since the epoch
 */
export function useNow<T extends string | number | boolean>(select: (nowMs: number) => T): T {
  const serverNowMs = useContext(NowAtServer);
  return useSyncExternalStore(
    subscribe,
    () => select(shownNowMs()),
    () => select(serverNowMs),
  );
}

/** As `useNow`, by the browser's clock, and going on while the page is paused. */
export function useRunningNow<T extends string | number | boolean>(
  select: (nowMs: number) => T,
): T {
  const serverNowMs = useContext(NowAtServer);
  return useSyncExternalStore(
    subscribe,
    () => select(tickMs || Date.now()),
    () => select(serverNowMs),
  );
}

/** The server's time as far as the page knows it; for what is done once, not rendered. */
export function shownNowMs(): number {
  return (pausedAtMs() ?? tickMs) + (skewMs ?? 0);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) start();
  listeners.add(listener);
  const stopFollowingPause = onPauseChange(listener);
  return () => {
    stopFollowingPause();
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function start(): void {
  tickMs = Date.now();
  timer = setInterval(() => {
    tickMs = Date.now();
    for (const listener of listeners) listener();
  }, TICK_MS);
}

/** The server's clock minus the browser's, taken when its answer began to arrive. */
function measureSkew(serverNowMs: number): number {
  tickMs ||= Date.now();
  const [navigation] = performance.getEntriesByType('navigation');
  if (!(navigation instanceof PerformanceNavigationTiming)) return 0;
  const skew = serverNowMs - (performance.timeOrigin + navigation.responseStart);
  return Math.abs(skew) < SKEW_MS_MIN ? 0 : Math.round(skew);
}

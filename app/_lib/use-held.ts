'use client';
import { useEffect, useRef } from 'react';
import { onPauseChange, pausedAtMs } from './live-store';

/** What a paused page keeps; a fleet's rows fit, a torrent's oldest go. */
const HELD_MAX = 2_000;

/**
 * Takes updates as they arrive and hands them on by the frame, many as one; keeps them while the
 * page is paused, the last of each key.
 * @returns what to call with each update
 */
export function useHeld<T>(keyOf: (update: T) => string, apply: (updates: readonly T[]) => void) {
  const latest = useRef({ keyOf, apply });
  const held = useRef(new Map<string, T>());
  const frame = useRef(0);

  useEffect(() => {
    latest.current = { keyOf, apply };
  });

  const flush = useRef(() => {
    frame.current = 0;
    if (pausedAtMs() !== null || held.current.size === 0) return;
    const updates = [...held.current.values()];
    held.current.clear();
    latest.current.apply(updates);
  });

  useEffect(() => {
    const stop = onPauseChange(() => flush.current());
    return () => {
      stop();
      cancelAnimationFrame(frame.current);
    };
  }, []);

  const receive = useRef((update: T) => {
    const key = latest.current.keyOf(update);
    held.current.delete(key);
    held.current.set(key, update);
    const [oldest] = held.current.keys();
    if (held.current.size > HELD_MAX && oldest !== undefined) held.current.delete(oldest);
    // A hidden page draws no frames; it must not keep what it will never show either.
    frame.current ||= requestAnimationFrame(() => flush.current());
  });
  return receive.current;
}

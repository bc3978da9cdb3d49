import type { LiveSamples } from '@/common/domain/range';
import type { SeriesFrame } from './sample-store';

/** Frames that wait for one reader; the oldest goes when another comes. */
const FRAMES_MAX = 64;

/** Frames this much older than the newest of their node are back-fill, which is not live. */
const LATE_MS = 60_000;

export interface LiveReader {
  put(frames: readonly SeriesFrame[]): void;
  /** Frames since the last call; waits for the first; undefined once the reader's signal ended. */
  take(): Promise<readonly SeriesFrame[] | undefined>;
}

/** What one page has not read yet: bounded, so that a slow page costs nothing but its own gaps. */
export function createLiveReader(signal: AbortSignal | undefined): LiveReader {
  let waiting: SeriesFrame[] = [];
  let newestMs = Number.NEGATIVE_INFINITY;
  let wake: (() => void) | undefined;
  signal?.addEventListener('abort', () => wake?.(), { once: true });

  return {
    put(frames) {
      for (const frame of frames) {
        if (frame.atMs < newestMs - LATE_MS) continue;
        newestMs = Math.max(newestMs, frame.atMs);
        waiting.push(frame);
      }
      if (waiting.length > FRAMES_MAX) waiting = waiting.slice(-FRAMES_MAX);
      if (waiting.length > 0) wake?.();
    },
    async take() {
      if (waiting.length === 0 && signal?.aborted !== true) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (signal?.aborted === true) return undefined;
      const frames = waiting;
      waiting = [];
      return frames;
    },
  };
}

/** The wanted samples of a frame; undefined when there is none. */
export function pick(frame: SeriesFrame, wanted: ReadonlySet<number>): LiveSamples | undefined {
  const values: { seriesId: number; value: number }[] = [];
  for (let index = 0; index < frame.seriesIds.length; index++) {
    const seriesId = frame.seriesIds[index] as number;
    if (wanted.has(seriesId)) values.push({ seriesId, value: frame.values[index] as number });
  }
  return values.length === 0 ? undefined : { atMs: frame.atMs, values };
}

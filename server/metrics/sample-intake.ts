import type { Clock } from '@/common/clock';
import { HOUR_MS } from './open-samples';
import type { Refusal, SeriesFrame } from './sample-store';

/** A node whose clock is further ahead than this gets the server's time instead. */
const AHEAD_MS_MAX = 600_000;

/** Hours this close to the end of their retention may be half deleted, so they take no more samples. */
const RETENTION_MARGIN_MS = 2 * HOUR_MS;

export interface IntakeCounts {
  readonly refused: Record<Refusal, number>;
  clamped: number;
}

function noCounts(): IntakeCounts {
  return {
    refused: { 'not-finite': 0, 'too-old': 0, 'too-many': 0, 'bad-time': 0 },
    clamped: 0,
  };
}

/** Decides which samples may enter: finite, in whole milliseconds, neither too old nor from the future. */
export class SampleIntake {
  readonly counts = noCounts();
  readonly #clock: Clock;
  readonly #ageMsMax: number;

  constructor(clock: Clock, retentionMs: number) {
    this.#clock = clock;
    this.#ageMsMax = retentionMs - RETENTION_MARGIN_MS;
  }

  /** The samples of `frames` that may enter; a frame without any is left out. */
  admit(frames: readonly SeriesFrame[]): SeriesFrame[] {
    const nowMs = Math.round(this.#clock.wallMs());
    const admitted: SeriesFrame[] = [];
    for (const frame of frames) {
      const atMs = this.#timeOf(frame, nowMs);
      if (atMs === undefined) continue;
      const finite = this.#finite(frame);
      if (finite.seriesIds.length > 0) admitted.push({ ...finite, atMs });
    }
    return admitted;
  }

  refuse(reason: Refusal, samples: number): void {
    this.counts.refused[reason] += samples;
  }

  #timeOf({ atMs, seriesIds }: SeriesFrame, nowMs: number): number | undefined {
    if (!Number.isFinite(atMs)) {
      this.refuse('bad-time', seriesIds.length);
      return undefined;
    }
    if (atMs > nowMs + AHEAD_MS_MAX) {
      this.counts.clamped += seriesIds.length;
      return nowMs;
    }
    if (atMs < nowMs - this.#ageMsMax) {
      this.refuse('too-old', seriesIds.length);
      return undefined;
    }
    return Math.round(atMs);
  }

  #finite(frame: SeriesFrame): SeriesFrame {
    const { seriesIds, values } = frame;
    if (seriesIds.length !== values.length) {
      throw new RangeError(`A frame of ${seriesIds.length} series and ${values.length} values`);
    }
    let count = 0;
    for (let index = 0; index < values.length; index++) {
      if (Number.isFinite(values[index])) count += 1;
    }
    if (count === values.length) return frame;
    this.refuse('not-finite', values.length - count);
    return {
      atMs: frame.atMs,
      seriesIds: seriesIds.filter((_, index) => Number.isFinite(values[index])),
      values: values.filter((value) => Number.isFinite(value)),
    };
  }
}

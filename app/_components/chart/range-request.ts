import { spanOf, type TimeRange } from './time-range';

/** What to ask of the server for a chart; changes only now and then while the chart slides. */
export interface RangeRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

const POINTS_MAX = 720;
const HOUR_MS = 3_600_000;
/** From here on a bucket is an hour, which the server keeps ready. */
const HOURS_FROM_MS = 48 * HOUR_MS;

const AHEAD_MS_MIN = 60_000;
const AHEAD_MS_MAX = 300_000;

/**
 * A sliding range is asked for up to a little ahead of now: what arrives fills the empty buckets at
 * its end, and the server is asked again when these are used up.
 * @param intervalMs how often the series have a sample: narrower buckets would be mostly empty
 */
export function rangeRequest(range: TimeRange, nowMs: number, intervalMs: number): RangeRequest {
  if (range.kind === 'fixed') {
    return { fromMs: range.fromMs, toMs: range.toMs, points: pointsFor(range, intervalMs) };
  }
  const aheadMs = aheadOf(range.durationMs);
  const toMs = (Math.floor(nowMs / aheadMs) + 1) * aheadMs;
  const fromMs = toMs - aheadMs - range.durationMs;
  return { fromMs, toMs, points: pointsFor({ fromMs, toMs }, intervalMs) };
}

/** How often the right edge of a sliding chart moves: by less than one would see. */
function slideMs(durationMs: number): number {
  const wantedMs = durationMs / 900;
  return Math.min(60_000, Math.max(1_000, Math.floor(wantedMs / 1_000) * 1_000));
}

/** What is drawn at this moment. */
export function shownSpan(range: TimeRange, nowMs: number) {
  if (range.kind === 'fixed') return spanOf(range, nowMs);
  const everyMs = slideMs(range.durationMs);
  return spanOf(range, Math.floor(nowMs / everyMs) * everyMs);
}

function aheadOf(durationMs: number): number {
  const wantedMs = Math.round(durationMs / 15 / 60_000) * 60_000;
  return Math.min(AHEAD_MS_MAX, Math.max(AHEAD_MS_MIN, wantedMs));
}

/** One bucket more than the range has intervals: alignment may cost one. */
function pointsFor({ fromMs, toMs }: { fromMs: number; toMs: number }, intervalMs: number): number {
  const spanMs = toMs - fromMs;
  const bucketMs = spanMs > HOURS_FROM_MS ? Math.max(HOUR_MS, intervalMs) : intervalMs;
  return Math.max(2, Math.min(POINTS_MAX, Math.floor(spanMs / bucketMs) + 1));
}

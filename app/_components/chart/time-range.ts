import { parseDuration } from '@/common/duration';

/** The stretch of time that charts show: the last so much, sliding with the clock, or a fixed one. */
export type TimeRange =
  | { readonly kind: 'last'; readonly durationMs: number }
  | { readonly kind: 'fixed'; readonly fromMs: number; readonly toMs: number };

/** As it stands in an address; null where it is not there. */
export interface TimeRangeParams {
  /** A duration such as `15m`. */
  readonly range: string | null;
  /** Milliseconds since the epoch. */
  readonly from: number | null;
  readonly to: number | null;
}

export const PRESETS = ['15m', '1h', '6h', '24h', '7d'] as const;
export type Preset = (typeof PRESETS)[number];

const DEFAULT: TimeRange = { kind: 'last', durationMs: 15 * 60_000 };
const DURATION_MS_MIN = 10_000;
const DURATION_MS_MAX = 400 * 86_400_000;

/** What an address asks for; what makes no sense there is the last 15 minutes. */
export function parseTimeRange({ range, from, to }: TimeRangeParams): TimeRange {
  if (from !== null && to !== null && isSpan(to - from) && from >= 0) {
    return { kind: 'fixed', fromMs: from, toMs: to };
  }
  const durationMs = parseDuration(range ?? '');
  return durationMs !== undefined && isSpan(durationMs) ? { kind: 'last', durationMs } : DEFAULT;
}

export function timeRangeParams(range: TimeRange): TimeRangeParams {
  if (range.kind === 'fixed') {
    return { range: null, from: Math.round(range.fromMs), to: Math.round(range.toMs) };
  }
  return { range: shortDuration(range.durationMs), from: null, to: null };
}

export function presetOf(range: TimeRange): Preset | undefined {
  if (range.kind === 'fixed') return undefined;
  return PRESETS.find((preset) => parseDuration(preset) === range.durationMs);
}

/** A stretch of time with both ends. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

export function spanOf(range: TimeRange, nowMs: number): TimeSpan {
  if (range.kind === 'fixed') return range;
  return { fromMs: nowMs - range.durationMs, toMs: nowMs };
}

/** As long, half of it earlier or later; what would reach into the future slides with the clock. */
export function stepTimeRange(range: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const moveMs = (direction * (toMs - fromMs)) / 2;
  return settled(fromMs + moveMs, toMs + moveMs, nowMs);
}

/** Twice as long around the same middle. */
export function zoomOut(range: TimeRange, nowMs: number): TimeRange {
  const { fromMs, toMs } = spanOf(range, nowMs);
  const halfMs = (toMs - fromMs) / 2;
  const longestMs = Math.min(4 * halfMs, DURATION_MS_MAX);
  const endMs = Math.min(nowMs, toMs + halfMs);
  return settled(Math.max(0, endMs - longestMs), endMs, nowMs);
}

/** The stretch that was dragged, never so short that nothing can be in it. */
export function zoomTo(fromMs: number, toMs: number): TimeRange {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(DURATION_MS_MIN, toMs - fromMs) / 2;
  return {
    kind: 'fixed',
    fromMs: Math.round(middleMs - halfMs),
    toMs: Math.round(middleMs + halfMs),
  };
}

function settled(fromMs: number, toMs: number, nowMs: number): TimeRange {
  const durationMs = Math.round(toMs - fromMs);
  if (toMs >= nowMs - durationMs / 100) return { kind: 'last', durationMs };
  return { kind: 'fixed', fromMs: Math.round(fromMs), toMs: Math.round(toMs) };
}

function isSpan(durationMs: number): boolean {
  return durationMs >= DURATION_MS_MIN && durationMs <= DURATION_MS_MAX;
}

const UNITS_MS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** The preset's own word where there is one (`24h`, not `1d`), else the largest exact unit. */
function shortDuration(durationMs: number): string {
  const preset = PRESETS.find((word) => parseDuration(word) === durationMs);
  if (preset !== undefined) return preset;
  const wholeMs = Math.max(1_000, Math.round(durationMs / 1_000) * 1_000);
  const [unit, sizeMs] = UNITS_MS.find(([, size]) => wholeMs % size === 0) ?? ['s', 1_000];
  return `${wholeMs / sizeMs}${unit}`;
}

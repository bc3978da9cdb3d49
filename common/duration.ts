const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What an operator may write, for messages that refuse something else. */
export const DURATION_FORM = 'a duration such as 10s, 5m, 1h30m or 7d';

/**
 * @param text one or more numbers with `ms`, `s`, `m`, `h` or `d`, the largest first: `1h30m`
 * @returns milliseconds, or `undefined` when `text` is something else
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h|d))+$/.test(trimmed)) return undefined;
  let totalMs = 0;
  let smallestMs = Number.POSITIVE_INFINITY;
  for (const [, amount, unit] of trimmed.matchAll(/([\d.]+)(ms|s|m|h|d)/g)) {
    const unitMs = UNITS_MS[unit as keyof typeof UNITS_MS];
    if (unitMs >= smallestMs) return undefined;
    smallestMs = unitMs;
    totalMs += Number(amount) * unitMs;
  }
  return totalMs;
}

const STEPS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/**
 * For people, in at most two units: `0.4 ms`, `850 ms`, `12 s`, `3 min 20 s`, `2 h`, `3 d 4 h`.
 * @param durationMs negative ones are written as if positive
 */
export function formatDuration(durationMs: number): string {
  const ms = Math.abs(durationMs);
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  const step = STEPS.findIndex(([, size]) => seconds >= size);
  const [unit, size] = STEPS[step] ?? ['s', 1];
  const next = STEPS[step + 1];
  const head = `${Math.floor(seconds / size)} ${unit}`;
  if (next === undefined) return head;
  const rest = Math.floor((seconds % size) / next[1]);
  return rest === 0 ? head : `${head} ${rest} ${next[0]}`;
}

/** How long ago, in one unit: `now`, `12 s ago`, `3 min ago`, `2 d ago`; `in 5 s` for what is to come. */
export function formatAgo(atMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - atMs) / 1_000);
  if (seconds === 0) return 'now';
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['s', 1];
  const amount = `${Math.floor(Math.abs(seconds) / size)} ${unit}`;
  return seconds < 0 ? `in ${amount}` : `${amount} ago`;
}

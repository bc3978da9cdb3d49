import type { CheckState } from './check';
import { rankOf } from './check-counts';

/** A state that a check was in from a moment on, until the next one. */
export interface CheckSpan {
  readonly fromMs: number;
  readonly state: CheckState;
}

interface Change {
  readonly atMs: number;
  readonly from: CheckState | null;
  readonly to: CheckState | null;
}

/**
 * The states of a check one after another, oldest first.
 * @param changes oldest first, those since `sinceMs` or the newest of them
 * @param now how it stands: of a check that did not change it is all there is
 */
export function spansOf(
  changes: readonly Change[],
  now: { readonly state: CheckState; readonly sinceMs: number },
  sinceMs: number,
): CheckSpan[] {
  const [first] = changes;
  const spans: CheckSpan[] = [];
  if (first?.from != null) spans.push({ fromMs: sinceMs, state: first.from });
  for (const { atMs, to } of changes) {
    if (to !== null) spans.push({ fromMs: Math.max(atMs, sinceMs), state: to });
  }
  // A change may be here before its event is, and of an event before the first report there is none.
  const last = spans.at(-1);
  if (last === undefined || last.state !== now.state) {
    const fromMs = Math.max(now.sinceMs, last?.fromMs ?? sinceMs, sinceMs);
    spans.push({ fromMs, state: now.state });
  }
  return spans;
}

export interface Tick {
  readonly fromMs: number;
  readonly toMs: number;
  /** The worst that it was in; null where nobody knows. */
  readonly state: CheckState | null;
}

export interface TickWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** Beyond this nothing is known: its node has not reported since. */
  readonly knownUntilMs: number;
  readonly ticks: number;
}

/** Equal parts of a stretch of time, each with the worst state in it, so that none is overlooked. */
export function ticksOf(
  spans: readonly CheckSpan[],
  { fromMs, toMs, knownUntilMs, ticks }: TickWindow,
): Tick[] {
  const widthMs = (toMs - fromMs) / ticks;
  return Array.from({ length: ticks }, (_, index) => {
    const tick = { fromMs: fromMs + index * widthMs, toMs: fromMs + (index + 1) * widthMs };
    return { ...tick, state: worstWithin(spans, tick.fromMs, Math.min(tick.toMs, knownUntilMs)) };
  });
}

/** Neighbours of one state taken together. */
export interface TickRun extends Tick {
  /** Which of the ticks is its first. */
  readonly first: number;
  readonly ticks: number;
}

export function runsOf(ticks: readonly Tick[]): TickRun[] {
  const runs: TickRun[] = [];
  for (const [index, tick] of ticks.entries()) {
    const last = runs.at(-1);
    if (last?.state === tick.state) {
      runs[runs.length - 1] = { ...last, toMs: tick.toMs, ticks: last.ticks + 1 };
    } else runs.push({ ...tick, first: index, ticks: 1 });
  }
  return runs;
}

function worstWithin(spans: readonly CheckSpan[], fromMs: number, toMs: number): CheckState | null {
  let worst: CheckState | null = null;
  if (toMs <= fromMs) return worst;
  for (const [index, { fromMs: beginsMs, state }] of spans.entries()) {
    const endsMs = spans[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    if (beginsMs >= toMs || endsMs <= fromMs) continue;
    if (worst === null || rankOf(state) < rankOf(worst)) worst = state;
  }
  return worst;
}

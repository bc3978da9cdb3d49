import {
  type CheckEvent,
  type CheckResult,
  type CheckState,
  isProblem,
  type ResultState,
} from './check';
import { changePercent, FLAP_RESULTS } from './check-flapping';

/** What decides when results make a state. */
export interface CheckPolicy {
  /** Bad results in a row until they count; 1 for at once. */
  readonly attempts: number;
  /** How long results must be bad until they count; besides `attempts`. */
  readonly forMs: number;
  /** Without any result for so long it is stale; endless for what nobody expects. */
  readonly staleAfterMs: number;
  readonly flapHighPercent: number;
  readonly flapLowPercent: number;
}

/** Both clocks at one moment. */
export interface Instant {
  /** Monotonic: what is measured is measured with it, so that a jump of the date makes no state. */
  readonly nowMs: number;
  /** For showing to people. */
  readonly wallMs: number;
}

/** All that a check is between two results. */
export interface CheckLife {
  readonly state: CheckState;
  readonly sinceMs: number;
  /** Bad results that do not count yet. */
  readonly soft: SoftState | null;
  /** The problem that a separate condition of recovery holds fast. */
  readonly problem: 'warning' | 'critical' | null;
  readonly isFlapping: boolean;
  /** Confirmed results and recoveries, oldest first. */
  readonly recent: readonly ResultState[];
  readonly last: (CheckResult & { readonly atMs: number }) | null;
}

export interface SoftState {
  readonly state: ResultState;
  readonly attempt: number;
  /** Monotonic time of the first of these results. */
  readonly sinceNowMs: number;
}

/** A check one moment later, and what of that is worth telling. */
export interface CheckStep {
  readonly life: CheckLife;
  readonly events: readonly CheckEvent[];
}

export function newCheckLife({ wallMs }: Instant): CheckLife {
  return {
    state: 'pending',
    sinceMs: wallMs,
    soft: null,
    problem: null,
    isFlapping: false,
    recent: [],
    last: null,
  };
}

/**
 * A check after a result. Ok counts at once, and so does a change between problems and whatever
 * ends a silence; a problem of a check that was well counts after `attempts` and `forMs`.
 */
export function afterResult(
  life: CheckLife,
  result: CheckResult,
  policy: CheckPolicy,
  at: Instant,
): CheckStep {
  const found = effectiveState(life, result);
  const last = { ...result, atMs: at.wallMs };
  if (found !== 'ok' && !isProblem(life.state)) {
    const soft = nextAttempt(life.soft, found, at);
    const isConfirmed =
      soft.attempt >= policy.attempts && at.nowMs - soft.sinceNowMs >= policy.forMs;
    if (!isConfirmed) {
      const { state, attempt } = soft;
      const event = { kind: 'attempt', state, attempt, ...told(result, at) } as const;
      return { life: { ...life, soft, last }, events: [event] };
    }
  }
  return confirmed({ ...life, last }, found, policy, at);
}

/** @param silentMs since the last result, or since anybody waits for one */
export function afterSilence(
  life: CheckLife,
  silentMs: number,
  policy: CheckPolicy,
  at: Instant,
): CheckStep {
  if (life.state === 'stale' || silentMs <= policy.staleAfterMs) return { life, events: [] };
  const output = 'no result for longer than it may take; what is known is of before';
  const event: CheckEvent = {
    kind: 'state',
    from: life.state,
    to: 'stale',
    atMs: at.wallMs,
    output,
  };
  return {
    life: { ...life, state: 'stale', sinceMs: at.wallMs, soft: null },
    events: [event],
  };
}

/**
 * A check that is not for this machine any more, or not there: nothing is known of it from now on.
 * A problem must not go without a word, since others may wait for its end.
 */
export function afterEnd(life: CheckLife, reason: string, at: Instant): CheckStep {
  const about = { atMs: at.wallMs, output: `not checked any more: ${reason}` };
  const events: CheckEvent[] = [];
  if (life.isFlapping) events.push({ kind: 'flapping-ended', changePercent: 0, ...about });
  if (life.state !== 'pending') {
    events.push({ kind: 'state', from: life.state, to: 'pending', ...about });
  }
  return { life: newCheckLife(at), events };
}

/** An ok that may not count yet is what the problem was. */
function effectiveState({ problem }: CheckLife, { state, holds }: CheckResult): ResultState {
  return state === 'ok' && holds && problem !== null ? problem : state;
}

function nextAttempt(soft: SoftState | null, state: ResultState, { nowMs }: Instant): SoftState {
  if (soft === null) return { state, attempt: 1, sinceNowMs: nowMs };
  return { state, attempt: soft.attempt + 1, sinceNowMs: soft.sinceNowMs };
}

function confirmed(
  life: CheckLife,
  found: ResultState,
  policy: CheckPolicy,
  at: Instant,
): CheckStep {
  const events: CheckEvent[] = [];
  const about = told(life.last, at);
  if (found !== life.state) events.push({ kind: 'state', from: life.state, to: found, ...about });
  const recent = [...life.recent, found].slice(-FLAP_RESULTS);
  const percent = changePercent(recent);
  const isFlapping = flapsAt(percent, life.isFlapping, policy);
  if (isFlapping !== life.isFlapping) {
    const kind = isFlapping ? 'flapping-started' : 'flapping-ended';
    events.push({ kind, changePercent: percent, ...about });
  }
  const sinceMs = found === life.state ? life.sinceMs : at.wallMs;
  const problem = problemAfter(life.problem, found);
  return {
    life: { ...life, state: found, sinceMs, soft: null, problem, recent, isFlapping },
    events,
  };
}

/** What is unknown for a while neither begins nor ends a problem. */
function problemAfter(problem: CheckLife['problem'], found: ResultState): CheckLife['problem'] {
  if (found === 'ok') return null;
  return found === 'unknown' ? problem : found;
}

/** Two thresholds, so that this does not itself flap. */
function flapsAt(percent: number, wasFlapping: boolean, policy: CheckPolicy): boolean {
  if (percent >= policy.flapHighPercent) return true;
  return wasFlapping && percent > policy.flapLowPercent;
}

function told(result: { readonly output: string } | null, { wallMs }: Instant) {
  return { atMs: wallMs, output: result?.output ?? '' };
}

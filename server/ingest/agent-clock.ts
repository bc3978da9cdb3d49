import type { Clock } from '@/common/clock';
import type { CheckStanding } from '@/common/domain/check-told';
import type { Report } from '@/common/protocol/report';

/** Clocks that are nearer than this are taken as they are; the rest of it is for people to see. */
const SKEW_MS_MAX = 600_000;

/** No agent keeps samples for longer, so nothing older was dated by a clock that was right. */
const KEPT_MS_MAX = 7 * 86_400_000;

/** The clock of one agent, as it was measured when its session was opened. */
export interface AgentClock {
  /** Agent's clock minus the server's. Our own clock may have been set since: that is taken out. */
  skewMs(): number;
  /**
   * The report by the server's time, as far as it was dated by the clock that is wrong now. What was
   * dated before that clock went wrong stays as it is. Beyond ten minutes only.
   */
  redated(report: Report): Report;
}

export function createAgentClock(clock: Clock, skewAtOpenMs: number): AgentClock {
  const originMs = clock.wallMs() - clock.nowMs();

  function skewMs(): number {
    return skewAtOpenMs - (clock.wallMs() - clock.nowMs() - originMs);
  }

  return {
    skewMs,
    redated(report) {
      const skew = skewMs();
      const straight = straightened(report);
      if (Math.abs(skew) <= SKEW_MS_MAX) return straight;
      const nowMs = clock.wallMs();
      const timeOf = (atMs: number) =>
        isDatedWrongly(atMs - nowMs, skew) ? Math.max(0, atMs - Math.round(skew)) : atMs;
      return { ...moved(straight, timeOf), checks: straight.checks.map(standingBy(timeOf)) };
    },
  };
}

/**
 * What is in a report happened just before it was closed: a frame that says otherwise by a week, or
 * lies ahead, was dated by a clock that was set in between.
 */
function straightened(report: Report): Report {
  const { atMs, frames } = report;
  const strange = frames.map((frame) => frame.atMs).filter((one) => isOfAnotherClock(one, atMs));
  if (strange.length === 0) return report;
  const byMs = atMs - 1 - Math.max(...strange);
  return moved(report, (one) => (isOfAnotherClock(one, atMs) ? Math.max(0, one + byMs) : one));
}

function isOfAnotherClock(atMs: number, closedMs: number): boolean {
  return atMs > closedMs + SKEW_MS_MAX || atMs < closedMs - KEPT_MS_MAX;
}

/**
 * Nothing right comes from the future. From the past comes the backlog of an outage too: then it is
 * what was dated just now by that clock, or what is older than any backlog.
 * @param aheadMs how far it is ahead of the server's clock
 */
function isDatedWrongly(aheadMs: number, skewMs: number): boolean {
  if (skewMs > 0) return aheadMs > SKEW_MS_MAX;
  return Math.abs(aheadMs - skewMs) <= SKEW_MS_MAX || aheadMs < -KEPT_MS_MAX;
}

function moved(report: Report, timeOf: (atMs: number) => number): Report {
  const move = <Dated extends { readonly atMs: number }>(one: Dated): Dated => {
    return { ...one, atMs: timeOf(one.atMs) };
  };
  return {
    ...move(report),
    frames: report.frames.map(move),
    events: report.events.map(move),
    checkEvents: report.checkEvents.map(move),
    groupChanges: report.groupChanges.map(move),
    memberChanges: report.memberChanges.map(move),
  };
}

/** A check may well have stood as it does for longer than any backlog lasts. */
function standingBy(timeOf: (atMs: number) => number) {
  return (standing: CheckStanding): CheckStanding => {
    const { sinceMs, lastResultMs } = standing;
    const resultMs = lastResultMs === null ? null : timeOf(lastResultMs);
    return { ...standing, sinceMs: timeOf(sinceMs), lastResultMs: resultMs };
  };
}

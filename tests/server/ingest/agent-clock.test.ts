import { expect, test } from 'vitest';
import type { Report } from '@/common/protocol/report';
import { packFrame } from '@/common/protocol/sample-frame';
import { createAgentClock } from '@/server/ingest/agent-clock';
import { EMPTY_REPORT } from '../../support/empty-report';
import { FakeClock } from '../../support/fake-clock';
import { changeOf, standingOf } from '../monitoring/told';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** Closed at a time of the agent's clock, with two moments and an event in it. */
function reportAt(atMs: number): Report {
  return {
    ...EMPTY_REPORT,
    atMs,
    frames: [packFrame(atMs - 1_000, [0], [1]), packFrame(atMs, [0], [2])],
    events: [{ kind: 'clock-jumped', atMs, text: 'wall clock went back' }],
  };
}

const timesOf = ({ atMs, frames, events }: Report) => [
  atMs,
  ...frames.map((frame) => frame.atMs),
  ...events.map((event) => event.atMs),
];

test.each([HOUR_MS, -HOUR_MS, YEAR_MS, -YEAR_MS, 12 * YEAR_MS])(
  'what a clock that is %i ms off has dated just now gets the server’s time, moment by moment',
  (skewMs) => {
    const server = new FakeClock();
    const clock = createAgentClock(server, skewMs);
    const nowMs = server.wallMs();
    const report = clock.redated(reportAt(nowMs + skewMs));
    expect(timesOf(report)).toEqual([nowMs, nowMs - 1_000, nowMs, nowMs]);
  },
);

test('a clock that is less than ten minutes off is taken as it is', () => {
  const server = new FakeClock();
  const report = reportAt(server.wallMs() + 9 * MINUTE_MS);
  expect(createAgentClock(server, 9 * MINUTE_MS).redated(report)).toBe(report);
});

test('the backlog of an outage stays where it was, whatever the clock says now', () => {
  const server = new FakeClock();
  const backlog = reportAt(server.wallMs() - 3 * HOUR_MS);
  for (const skewMs of [0, HOUR_MS, -HOUR_MS, -YEAR_MS]) {
    expect(createAgentClock(server, skewMs).redated(backlog)).toEqual(backlog);
  }
});

test('the backlog of a clock that is ahead keeps its distances', () => {
  const server = new FakeClock();
  const clock = createAgentClock(server, 5 * HOUR_MS);
  const nowMs = server.wallMs();
  const report = clock.redated(reportAt(nowMs + 5 * HOUR_MS - 2 * HOUR_MS));
  expect(report.atMs).toBe(nowMs - 2 * HOUR_MS);
});

test('the server’s own clock may be set meanwhile: agents that are right stay where they are', async () => {
  const server = new FakeClock();
  const clock = createAgentClock(server, 0);
  await server.advance(MINUTE_MS);
  const rightMs = server.wallMs();
  server.jumpWall(YEAR_MS);
  expect(clock.skewMs()).toBe(-YEAR_MS);
  expect(clock.redated(reportAt(rightMs)).atMs).toBe(rightMs + YEAR_MS);
});

test.each([YEAR_MS, -YEAR_MS])(
  'what a report holds of the moment before the clock was set by %i ms lies just before the rest',
  (jumpMs) => {
    const server = new FakeClock();
    const nowMs = server.wallMs();
    const report = reportAt(nowMs);
    const frames = [packFrame(nowMs - jumpMs - 500, [0], [1]), packFrame(nowMs, [0], [2])];
    const right = createAgentClock(server, 0).redated({ ...report, frames });
    expect(right.frames.map(({ atMs }) => atMs)).toEqual([nowMs - 1, nowMs]);
  },
);

test('a clock that was set by an hour dates only what came after', () => {
  const server = new FakeClock();
  const nowMs = server.wallMs();
  const frames = [packFrame(nowMs - 500, [0], [1]), packFrame(nowMs + HOUR_MS, [0], [2])];
  const report = { ...reportAt(nowMs + HOUR_MS), frames };
  const right = createAgentClock(server, HOUR_MS).redated(report);
  expect(right.frames.map(({ atMs }) => atMs)).toEqual([nowMs - 500, nowMs]);
});

test('how checks stand, and what happened, gets the server’s time too', () => {
  const server = new FakeClock();
  const nowMs = server.wallMs();
  const closedMs = nowMs + YEAR_MS;
  const right = createAgentClock(server, YEAR_MS).redated({
    ...reportAt(closedMs),
    checks: [standingOf('a.b', { sinceMs: closedMs - HOUR_MS, lastResultMs: closedMs })],
    checkEvents: [{ ...changeOf('a.b', 'ok', 'critical'), atMs: closedMs }],
  });
  expect(right.checks).toMatchObject([{ sinceMs: nowMs - HOUR_MS, lastResultMs: nowMs }]);
  expect(right.checkEvents).toMatchObject([{ atMs: nowMs }]);
});

test('a check may stand as it does for longer than samples are kept', () => {
  const server = new FakeClock();
  const nowMs = server.wallMs();
  const sinceMs = nowMs - 30 * 24 * HOUR_MS;
  const frames = [packFrame(nowMs - YEAR_MS, [0], [1]), packFrame(nowMs, [0], [2])];
  const checks = [standingOf('a.b', { sinceMs, lastResultMs: nowMs })];
  const right = createAgentClock(server, 0).redated({ ...reportAt(nowMs), frames, checks });
  expect(right.checks).toEqual(checks);
});

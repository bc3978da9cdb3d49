import { describe, expect, test } from 'vitest';
import { Scheduler } from '@/agent/collectors/scheduler';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Run {
  readonly name: string;
  readonly atMs: number;
}

/** Starts jobs called `job-0`, `job-1` … and notes when each ran. */
function schedule(
  intervalsMs: readonly number[],
  options: { seed?: number; run?: (name: string) => Promise<void> } = {},
) {
  const clock = new FakeClock();
  const runs: Run[] = [];
  /** As when the event loop stood still: time went on and no timer fired. */
  const lag = { ms: 0 };
  const scheduler = new Scheduler({
    clock: {
      nowMs: () => clock.nowMs() + lag.ms,
      wallMs: () => clock.wallMs() + lag.ms,
      after: (delayMs, callback) => clock.after(delayMs, callback),
    },
    random: seededRandom(options.seed ?? 3),
    async run(name) {
      runs.push({ name, atMs: clock.nowMs() });
      await options.run?.(name);
    },
  });
  scheduler.start(intervalsMs.map((intervalMs, index) => ({ name: `job-${index}`, intervalMs })));
  const timesOf = (name: string) => runs.filter((run) => run.name === name).map((run) => run.atMs);
  return { clock, lag, runs, scheduler, timesOf };
}

const twenty = Array.from({ length: 20 }, () => 10 * SECOND);

describe('first runs', () => {
  test.each([1, 2, 3, 4, 5])(
    'are spread, and all within the first second (seed %i)',
    async (seed) => {
      const { clock, runs } = schedule(twenty, { seed });
      await clock.advance(SECOND);

      expect(new Set(runs.map(({ name }) => name)).size).toBe(20);
      expect(new Set(runs.map(({ atMs }) => atMs)).size).toBeGreaterThan(10);
    },
  );

  test('are the same again under the same seed', async () => {
    const first = schedule(twenty, { seed: 11 });
    const second = schedule(twenty, { seed: 11 });
    await first.clock.advance(MINUTE);
    await second.clock.advance(MINUTE);
    expect(second.runs).toEqual(first.runs);
  });
});

describe('the grid', () => {
  test('jobs of one interval share their wake-ups, and longer ones join them', async () => {
    const { clock, runs } = schedule([...twenty, MINUTE, 5 * MINUTE]);
    await clock.advance(20 * SECOND);
    runs.length = 0;
    await clock.advance(10 * MINUTE);

    const moments = new Set(runs.map(({ atMs }) => atMs));
    expect(moments.size).toBe(60);
    expect(runs).toHaveLength(20 * 60 + 10 + 2);
  });

  test('agents of a fleet that start together report at different moments', async () => {
    const phases = new Set<number>();
    for (let seed = 1; seed <= 50; seed++) {
      const { clock, runs } = schedule([10 * SECOND], { seed: seed * 7_919 });
      await clock.advance(30 * SECOND);
      phases.add(Math.round(((runs.at(-1)?.atMs ?? 0) % (10 * SECOND)) / 100));
    }
    expect(phases.size).toBeGreaterThan(30);
  });

  test('a process that was held up makes up for nothing', async () => {
    const { clock, lag, timesOf } = schedule([SECOND]);
    await clock.advance(10 * SECOND);
    const before = timesOf('job-0').length;
    lag.ms = 35 * SECOND;
    await clock.advance(5 * SECOND);
    expect(timesOf('job-0').length - before).toBeLessThanOrEqual(5);
  });
});

describe('one that does not return', () => {
  test('holds up none of those after it in the same wake-up', async () => {
    const { clock, timesOf } = schedule([10 * SECOND, 10 * SECOND, 10 * SECOND], {
      run: (name) => (name === 'job-0' ? new Promise(() => undefined) : Promise.resolve()),
    });
    await clock.advance(MINUTE);
    for (const name of ['job-1', 'job-2']) expect(timesOf(name).length).toBeGreaterThanOrEqual(6);
    const [, ...later] = timesOf('job-1');
    expect(timesOf('job-2').slice(1)).toEqual(later);
  });
});

describe('changes while running', () => {
  test('a shorter interval holds at once', async () => {
    const { clock, scheduler, timesOf } = schedule([5 * MINUTE]);
    await clock.advance(30 * SECOND);
    const before = timesOf('job-0').length;
    scheduler.changeInterval('job-0', SECOND);
    await clock.advance(10 * SECOND);
    expect(timesOf('job-0').length - before).toBeGreaterThanOrEqual(9);
  });

  test('an interval set before the first run does not put it off', async () => {
    const { clock, scheduler, timesOf } = schedule([10 * SECOND]);
    scheduler.changeInterval('job-0', 60 * MINUTE);
    await clock.advance(SECOND);
    expect(timesOf('job-0')).toHaveLength(1);
  });

  test('a run asked for out of turn comes when asked, and the grid holds after it', async () => {
    const { clock, scheduler, timesOf } = schedule([10 * SECOND, 10 * SECOND]);
    await clock.advance(25 * SECOND);
    const askedMs = clock.nowMs();
    scheduler.runAfter('job-0', 700);
    await clock.advance(20 * SECOND);

    expect(timesOf('job-0')).toContain(askedMs + 700);
    expect(timesOf('job-0').at(-1)).toBe(timesOf('job-1').at(-1));
  });

  test('nothing runs after the stop, and no timer is left', async () => {
    const { clock, runs, scheduler } = schedule(twenty);
    await clock.advance(5 * SECOND);
    scheduler.stop();
    const { length } = runs;
    await clock.advance(MINUTE);
    expect(runs).toHaveLength(length);
    expect(clock.pendingTimers).toBe(0);
  });
});

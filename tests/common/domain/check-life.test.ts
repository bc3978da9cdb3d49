import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckEvent, type CheckResult, RESULT_STATES } from '@/common/domain/check';
import { changePercent } from '@/common/domain/check-flapping';
import {
  afterResult,
  afterSilence,
  type CheckLife,
  type CheckPolicy,
  newCheckLife,
} from '@/common/domain/check-life';
import { FakeClock } from '@/tests/support/fake-clock';

const POLICY: CheckPolicy = {
  attempts: 1,
  forMs: 0,
  staleAfterMs: 30_000,
  flapHighPercent: 50,
  flapLowPercent: 25,
};

/** A check under a clock that a test moves. */
class Checked {
  readonly clock = new FakeClock();
  readonly policy: CheckPolicy;
  readonly events: CheckEvent[] = [];
  life: CheckLife;

  constructor(policy: Partial<CheckPolicy> = {}) {
    this.policy = { ...POLICY, ...policy };
    this.life = newCheckLife(this.#at());
  }

  result(state: CheckResult['state'], holds = false): this {
    const result = { state, output: `it is ${state}`, perfdata: [], durationMs: 1, holds };
    return this.#take(afterResult(this.life, result, this.policy, this.#at()));
  }

  silence(silentMs: number): this {
    return this.#take(afterSilence(this.life, silentMs, this.policy, this.#at()));
  }

  states(): string[] {
    return this.events.flatMap((event) => (event.kind === 'state' ? [event.to] : []));
  }

  #take({ life, events }: ReturnType<typeof afterResult>): this {
    this.life = life;
    this.events.push(...events);
    return this;
  }

  #at() {
    return { nowMs: this.clock.nowMs(), wallMs: this.clock.wallMs() };
  }
}

describe('attempts', () => {
  test('a problem counts with the last attempt, and ok at once', () => {
    const check = new Checked({ attempts: 3 }).result('ok').result('critical').result('critical');
    expect(check.life).toMatchObject({ state: 'ok', soft: { state: 'critical', attempt: 2 } });
    expect(check.result('critical').life).toMatchObject({ state: 'critical', soft: null });
    expect(check.result('ok').states()).toEqual(['ok', 'critical', 'ok']);
  });

  test('an ok between begins the count anew', () => {
    const check = new Checked({ attempts: 2 }).result('ok').result('warning').result('ok');
    expect(check.result('warning').life).toMatchObject({ state: 'ok', soft: { attempt: 1 } });
  });

  test('a worse problem of a check that has one counts at once', () => {
    const check = new Checked({ attempts: 3 });
    for (let at = 0; at < 3; at++) check.result('warning');
    expect(check.result('critical').life.state).toBe('critical');
  });

  test('a first bad result leaves it pending until it counts', () => {
    expect(new Checked({ attempts: 2 }).result('critical').life.state).toBe('pending');
  });
});

describe('for', () => {
  test('a problem counts when it lasted, whatever the date does meanwhile', async () => {
    const check = new Checked({ forMs: 120_000 }).result('ok').result('critical');
    check.clock.jumpWall(86_400_000);
    expect(check.result('critical').life.state).toBe('ok');
    await check.clock.advance(119_999);
    check.clock.jumpWall(-10 * 86_400_000);
    expect(check.result('critical').life.state).toBe('ok');
    await check.clock.advance(1);
    expect(check.result('critical').life.state).toBe('critical');
  });
});

describe('recovery by a condition of its own', () => {
  test('an ok that may not count yet leaves the problem as it was', () => {
    const check = new Checked().result('critical').result('ok', true);
    expect(check.life.state).toBe('critical');
    expect(check.result('ok').life.state).toBe('ok');
  });

  test('holds fast through a time in which nothing is known', () => {
    const check = new Checked().result('warning').result('unknown').result('ok', true);
    expect(check.life.state).toBe('warning');
  });

  test('never makes a problem of a check that has none', () => {
    expect(new Checked().result('ok', true).life.state).toBe('ok');
  });
});

describe('silence', () => {
  test('makes it stale once, and the next result counts at once', () => {
    const check = new Checked({ attempts: 3 }).result('ok').silence(30_000);
    expect(check.life.state).toBe('ok');
    check.silence(30_001).silence(60_000);
    expect(check.states()).toEqual(['ok', 'stale']);
    expect(check.result('critical').life.state).toBe('critical');
  });
});

describe('flapping', () => {
  test('the weights are those of Nagios: 100 percent for 20 changes of 20, newer ones weigh more', () => {
    const turns = Array.from({ length: 21 }, (_, at) => (at % 2 === 0 ? 'ok' : 'critical'));
    expect(changePercent(turns as never)).toBeCloseTo(100, 9);
    const early = Array.from({ length: 21 }, (_, at) =>
      at === 0 ? ('critical' as const) : ('ok' as const),
    );
    const late = Array.from({ length: 21 }, (_, at) =>
      at === 20 ? ('critical' as const) : ('ok' as const),
    );
    expect(changePercent(early)).toBeCloseTo(3.75, 9);
    expect(changePercent(late)).toBeCloseTo(6.25, 9);
    expect(changePercent(['ok', 'critical'])).toBeCloseTo(6.25, 9);
  });

  test('begins above the high threshold and ends below the low one, in turn', () => {
    const check = new Checked();
    for (let at = 0; at < 21; at++) check.result(at % 2 === 0 ? 'ok' : 'critical');
    expect(check.life.isFlapping).toBe(true);
    for (let at = 0; at < 21; at++) check.result('ok');
    expect(check.life.isFlapping).toBe(false);
    const told = check.events.filter(({ kind }) => kind.startsWith('flapping'));
    expect(told.map(({ kind }) => kind)).toEqual(['flapping-started', 'flapping-ended']);
  });
});

const step = fc.oneof(
  fc.record({
    is: fc.constant('result'),
    state: fc.constantFrom(...RESULT_STATES),
    holds: fc.boolean(),
  }),
  fc.record({ is: fc.constant('silence'), silentMs: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ is: fc.constant('time'), ms: fc.integer({ min: 0, max: 60_000 }) }),
);
type Step = {
  is: string;
  state?: CheckResult['state'];
  holds?: boolean;
  silentMs?: number;
  ms?: number;
};

async function live(steps: readonly Step[], policy: Partial<CheckPolicy>, jumps: boolean) {
  const check = new Checked(policy);
  for (const { is, state = 'ok', holds = false, silentMs = 0, ms = 0 } of steps) {
    if (jumps) check.clock.jumpWall((ms - 30_000) * 1_000);
    if (is === 'result') check.result(state, holds);
    else if (is === 'silence') check.silence(silentMs);
    else await check.clock.advance(ms);
  }
  return check;
}

const policy = fc.record({
  attempts: fc.integer({ min: 1, max: 4 }),
  forMs: fc.constantFrom(0, 20_000, 60_000),
});

describe('of any sequence', () => {
  test('each change begins where the last one ended, and is a change', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), policy, async (steps, given) => {
        const { events, life } = await live(steps as Step[], given, false);
        let state = 'pending';
        for (const event of events) {
          if (event.kind !== 'state') continue;
          expect(event.from).toBe(state);
          expect(event.to).not.toBe(state);
          state = event.to;
        }
        expect(life.state).toBe(state);
      }),
      { seed: 20_261, numRuns: 300 },
    ));

  test('a clock that jumps makes no other states', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), policy, async (steps, given) => {
        const steady = await live(steps as Step[], given, false);
        const jumping = await live(steps as Step[], given, true);
        expect(jumping.states()).toEqual(steady.states());
      }),
      { seed: 20_262, numRuns: 200 },
    ));

  test('flapping begins and ends in turn', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const { events } = await live(steps as Step[], {}, false);
        const told = events.filter(({ kind }) => kind.startsWith('flapping'));
        for (const [at, { kind }] of told.entries()) {
          expect(kind).toBe(at % 2 === 0 ? 'flapping-started' : 'flapping-ended');
        }
      }),
      { seed: 20_263, numRuns: 100 },
    ));

  test('a problem with a condition of recovery ends by that condition alone', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), policy, async (steps, given) => {
        const check = await live(steps as Step[], given, false);
        const { problem } = check.life;
        check.result('ok', true);
        expect(check.life.state).toBe(problem ?? 'ok');
        expect(check.result('ok').life).toMatchObject({ state: 'ok', problem: null });
      }),
      { seed: 20_264, numRuns: 200 },
    ));
});

import { describe, expect, test } from 'vitest';
import type { Outcome } from '@/agent/collectors/define-collector';
import { counter, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { collectorStatus } from '@/common/domain/collector';
import { parametersOf } from '../../support/collector-parameters';
import { bench, fake, good, MINUTE, SECOND } from './runner-bench';

const never = () => new Promise<never>(() => undefined);

describe('one that fails', () => {
  test('a collector that throws is in error with its words, and the others go on', async () => {
    const { clock, told, runner } = bench([
      fake('bad', () => Promise.reject(new Error('cannot read /proc/bad')), {
        fix: 'Mount /proc.',
      }),
      fake('fine', () => good()),
    ]);
    runner.start();
    await clock.advance(MINUTE);

    expect(runner.report('bad')).toMatchObject({
      state: 'error',
      reason: 'cannot read /proc/bad',
      fix: 'Mount /proc.',
      seriesCount: 0,
    });
    expect(runner.report('bad').failures).toBe(runner.report('bad').runs);
    expect(runner.report('fine')).toMatchObject({ state: 'ok', failures: 0, seriesCount: 1 });
    expect(told.values('fine.value').length).toBeGreaterThanOrEqual(6);
  });

  test.each([
    ['nothing', undefined, 'it returned undefined'],
    ['a kind of its own', { kind: 'fine' }, 'it returned the kind "fine"'],
    ['text for a number', { kind: 'data', data: { value: 'x' } }, 'odd.value: expected a number'],
    ['a key too many', { kind: 'data', data: { value: 1, more: 2 } }, 'the key "more"'],
  ])(
    'a collector that returns %s is in error and says what was expected',
    async (_, outcome, words) => {
      const { clock, told, runner } = bench([fake('odd', () => outcome as never)]);
      runner.start();
      await clock.advance(SECOND);

      expect(runner.report('odd').state).toBe('error');
      expect(runner.report('odd').reason).toContain(words);
      expect(told.batches).toEqual([]);
    },
  );

  test('the last good data stay, with the time of the run that gave them', async () => {
    let broken = false;
    const { clock, runner } = bench([
      fake('sometimes', () => {
        if (broken) throw new Error('gone');
        return good(5);
      }),
    ]);
    runner.start();
    await clock.advance(SECOND);
    const first = runner.tree('sometimes');
    broken = true;
    await clock.advance(MINUTE);

    expect(runner.report('sometimes').state).toBe('error');
    expect(runner.tree('sometimes')).toBe(first);
    expect(runner.report('sometimes').dataAtMs).toBe(first?.atMs);
  });

  test('a reason of any length fits in a status', async () => {
    const { clock, told, runner } = bench([
      fake('wordy', () => Promise.reject(new Error('x'.repeat(9_000)))),
    ]);
    runner.start();
    await clock.advance(SECOND);

    expect(told.statuses.length).toBeGreaterThan(0);
    for (const status of told.statuses) collectorStatus.parse(status);
    expect(told.events[0]?.text.length).toBe(1_024);
  });
});

describe('one that hangs', () => {
  test('is abandoned at its time-out, and the others never wait for it', async () => {
    let calls = 0;
    const { clock, told, runner } = bench([
      fake(
        'hangs',
        () => {
          calls += 1;
          return never();
        },
        { timeoutMs: 3 * SECOND },
      ),
      fake('fine', () => good()),
    ]);
    runner.start();
    await clock.advance(MINUTE);

    expect(runner.report('hangs')).toMatchObject({
      state: 'error',
      reason: 'a run took longer than 3 s and was abandoned',
      durationMs: 3 * SECOND,
      failures: 1,
      hanging: true,
    });
    expect(runner.report('hangs').fix).not.toBe('');
    expect(calls).toBe(1);
    expect(runner.report('hangs').skipped).toBeGreaterThanOrEqual(5);
    expect(told.values('fine.value').length).toBeGreaterThanOrEqual(6);
  });

  test('is told so by its signal, and what it gives late is thrown away', async () => {
    let aborted = false;
    const late: ((outcome: ReturnType<typeof good>) => void)[] = [];
    const { clock, told, runner } = bench([
      fake('late', ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise((resolve) => late.push(resolve));
      }),
    ]);
    runner.start();
    await clock.advance(8 * SECOND);
    expect(aborted).toBe(true);

    late[0]?.(good(99));
    await clock.advance(SECOND);
    expect(told.batches).toEqual([]);
    expect(runner.report('late')).toMatchObject({ state: 'error', hanging: false });

    await clock.advance(12 * SECOND);
    expect(late.length).toBeGreaterThan(1);
  });

  test('spoils no rate by what it does late', async () => {
    const gates: (() => void)[] = [];
    let hang = false;
    const { clock, told, runner } = bench([
      fake(
        'traffic',
        async ({ rate }) => {
          if (hang) {
            hang = false;
            await new Promise<void>((resolve) => gates.push(resolve));
          }
          return { kind: 'data', data: { speed: rate('eth0', clock.nowMs()) } };
        },
        { shape: group({ speed: optional(gauge('bytes/s', 'Bytes per second.')) }) },
      ),
    ]);
    runner.start();
    await clock.advance(5 * SECOND);
    hang = true;
    await clock.advance(20 * SECOND);
    gates[0]?.();
    await clock.advance(60 * SECOND);

    // The counter grows by one a millisecond, so a rate is this or not known.
    const speeds = told.values('traffic.speed');
    expect(speeds.length).toBeGreaterThanOrEqual(5);
    expect(new Set(speeds)).toEqual(new Set([1_000]));
  });

  test('cannot be run by hand meanwhile', async () => {
    const { clock, runner } = bench([fake('hangs', never)]);
    runner.start();
    await clock.advance(8 * SECOND);
    await expect(runner.runNow('hangs')).rejects.toMatchObject({ code: 'BUSY' });
  });
});

describe('states that are no fault', () => {
  test('not eligible and missing configuration carry their reasons', async () => {
    const { clock, told, runner } = bench([
      fake('raid', () => ({ kind: 'not-eligible', reason: 'no /proc/mdstat' })),
      fake('redis', () => ({ kind: 'missing-configuration', reason: 'no port', fix: 'Say it.' })),
    ]);
    runner.start();
    expect(runner.report('raid').state).toBe('pending');
    await clock.advance(SECOND);

    expect(runner.report('raid')).toMatchObject({
      state: 'not-eligible',
      reason: 'no /proc/mdstat',
    });
    expect(runner.report('redis')).toMatchObject({
      state: 'missing-configuration',
      fix: 'Say it.',
    });
    expect(told.events.map(({ text }) => text)).toEqual([
      'collector redis went from pending to missing-configuration: no port',
    ]);
  });

  test('what could not be loaded is in error from the start and never runs', async () => {
    const { clock, told, runner } = bench([
      { kind: 'broken', pack: 'mine', name: 'typo', reason: 'it does not parse', fix: 'Mend it.' },
    ]);
    runner.start();
    await clock.advance(MINUTE);

    expect(told.statuses).toHaveLength(1);
    expect(runner.report('typo')).toMatchObject({ state: 'error', runs: 0, fix: 'Mend it.' });
    await expect(runner.runNow('typo')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('what is switched off does not run and says who switched it off', async () => {
    const { clock, runner } = bench([fake('noisy', () => good())], {
      settings: { noisy: { enabled: false } },
    });
    runner.start();
    await clock.advance(MINUTE);

    expect(runner.report('noisy')).toMatchObject({ state: 'not-eligible', runs: 0 });
    expect(runner.report('noisy').reason).toContain('collectors.noisy.enabled');
  });
});

describe('what the sink is told', () => {
  test('a status that says nothing new comes three times a minute', async () => {
    const { clock, told, runner } = bench([fake('steady', () => good())]);
    runner.start();
    await clock.advance(10 * MINUTE);

    expect(told.statuses.length).toBeGreaterThanOrEqual(28);
    expect(told.statuses.length).toBeLessThanOrEqual(32);
  });

  test('a change of state is an event at once, but a good start is none', async () => {
    let broken = false;
    const { clock, told, runner } = bench([
      fake('disk', () => {
        if (broken) throw new Error('no answer');
        return good();
      }),
    ]);
    runner.start();
    await clock.advance(5 * SECOND);
    expect(told.events).toEqual([]);

    broken = true;
    await clock.advance(10 * SECOND);
    broken = false;
    await clock.advance(10 * SECOND);
    expect(told.events.map(({ kind, text }) => [kind, text])).toEqual([
      ['collector-state', 'collector disk went from ok to error: no answer'],
      ['collector-state', 'collector disk went from error to ok'],
    ]);
    expect(told.statuses.map(({ state }) => state)).toEqual(['ok', 'error', 'ok']);
  });

  test('facts come when they change, and null when the thing is gone', async () => {
    let version = 1;
    let gone = false;
    const shape = group({ version: fact<number>('Version.') });
    const { clock, told, runner } = bench([
      fake(
        'os',
        () =>
          gone
            ? { kind: 'not-eligible', reason: 'no such thing' }
            : { kind: 'data', data: { version } },
        { shape },
      ),
    ]);
    runner.start();
    await clock.advance(MINUTE);
    version = 2;
    await clock.advance(MINUTE);
    gone = true;
    await clock.advance(MINUTE);

    expect(told.factsOf).toEqual([
      ['os', { version: 1 }],
      ['os', { version: 2 }],
      ['os', null],
    ]);
    expect(runner.tree('os')).toBeUndefined();
  });

  test('a sink that fails costs a report and not the agent', async () => {
    const { clock, told, runner } = bench([fake('fine', () => good())]);
    told.samples = () => {
      throw new Error('no space left');
    };
    runner.start();
    await clock.advance(MINUTE);
    expect(runner.report('fine').runs).toBeGreaterThanOrEqual(6);
  });

  test('a clock that jumps is told, and samples keep the time that was shown', async () => {
    const { clock, told, runner } = bench([fake('fine', () => good())]);
    runner.start();
    await clock.advance(5 * SECOND);
    clock.jumpWall(-2 * 60 * MINUTE);
    await clock.advance(10 * SECOND);

    expect(told.events.map(({ kind, text }) => [kind, text])).toEqual([
      ['clock-jumped', 'wall clock went back by 2 h: it was set, or the machine slept'],
    ]);
    const [first, second] = told.batches;
    expect(second?.atMs).toBeLessThan(first?.atMs ?? 0);
  });

  test('samples of one wake-up carry one time, however long each run takes', async () => {
    const slow = () =>
      new Promise<Outcome<unknown>>((resolve) => clock.after(40, () => resolve(good())));
    const { clock, told, runner } = bench([
      fake('a', slow),
      fake('b', slow),
      fake('c', () => good()),
    ]);
    runner.start();
    await clock.advance(12 * SECOND);
    told.batches.length = 0;
    await clock.advance(10 * SECOND);

    expect(told.batches).toHaveLength(3);
    expect(new Set(told.batches.map(({ atMs }) => atMs)).size).toBe(1);
  });

  test('a clock that is slewed is no jump', async () => {
    const { clock, told, runner } = bench([fake('fine', () => good())]);
    runner.start();
    for (let round = 0; round < 20; round++) {
      clock.jumpWall(900);
      await clock.advance(10 * SECOND);
    }
    expect(told.events).toEqual([]);
  });

  test('nothing is told after the stop, not even by a run that was going on', async () => {
    const gates: ((outcome: ReturnType<typeof good>) => void)[] = [];
    const { clock, told, runner } = bench([
      fake('slow', () => new Promise((resolve) => gates.push(resolve))),
    ]);
    runner.start();
    await clock.advance(SECOND);
    runner.stop();
    gates[0]?.(good());
    await clock.advance(MINUTE);

    expect(told.batches).toEqual([]);
    expect(gates).toHaveLength(1);
  });
});

describe('rates', () => {
  test('are there a second after the first run, once and for those alone that use them', async () => {
    let bytes = 0;
    let plain = 0;
    const shape = group({
      bytes: counter('bytes', 'Bytes.'),
      speed: optional(gauge('bytes/s', 'Bytes per second.')),
    });
    const { clock, told, runner } = bench([
      fake(
        'traffic',
        ({ rate }) => {
          bytes += 500;
          return { kind: 'data', data: { bytes, speed: rate('eth0', bytes) } };
        },
        { shape, intervalMs: MINUTE },
      ),
      fake('plain', () => good(++plain), { intervalMs: MINUTE }),
    ]);
    runner.start();
    await clock.advance(2 * SECOND);

    expect(told.values('traffic.speed')).toEqual([500]);
    expect(plain).toBe(1);
    await clock.advance(MINUTE);
    expect(told.values('traffic.bytes')).toHaveLength(3);
  });
});

describe('intervals', () => {
  test('one that the server asks for holds at once, and the pack’s when it is taken back', async () => {
    let runs = 0;
    const { clock, told, runner } = bench([
      fake(
        'slow',
        () => {
          runs += 1;
          return good();
        },
        { intervalMs: 5 * MINUTE },
      ),
    ]);
    runner.start();
    await clock.advance(MINUTE);
    runs = 0;
    runner.setIntervals({ slow: 2 * SECOND, unknown: SECOND });
    await clock.advance(MINUTE);
    expect(runs).toBeGreaterThanOrEqual(29);
    expect(runs).toBeLessThanOrEqual(31);
    expect(told.statuses.at(-1)?.intervalMs).toBe(2 * SECOND);

    runner.setIntervals({});
    runs = 0;
    await clock.advance(10 * MINUTE);
    expect(runs).toBe(2);
  });

  test('what the machine’s own configuration says outranks the server', async () => {
    const { runner } = bench([fake('mine', () => good())], {
      settings: { mine: { intervalMs: 30 * SECOND } },
    });
    runner.setIntervals({ mine: SECOND });
    expect(runner.report('mine').intervalMs).toBe(30 * SECOND);
  });

  test('a name such as constructor finds no interval that was not given', () => {
    const { runner } = bench([fake('constructor', () => good())]);
    runner.setIntervals({});
    expect(runner.report('constructor').intervalMs).toBe(10 * SECOND);
  });
});

describe('by hand', () => {
  test('a run out of turn gives the report of that run', async () => {
    let value = 0;
    const { clock, runner } = bench([fake('hand', () => good(++value))]);
    runner.start();
    await clock.advance(SECOND);
    const { runs } = runner.report('hand');

    expect(await runner.runNow('hand')).toMatchObject({ runs: runs + 1, hanging: false });
    expect(runner.tree('hand')?.samples[0]?.value).toBe(runs + 1);
  });

  test('it waits for the run that is going on instead of starting another', async () => {
    const gates: ((outcome: ReturnType<typeof good>) => void)[] = [];
    const { clock, runner } = bench([
      fake('slow', () => new Promise((resolve) => gates.push(resolve))),
    ]);
    runner.start();
    await clock.advance(SECOND);
    const report = runner.runNow('slow');
    gates[0]?.(good());

    expect(await report).toMatchObject({ state: 'ok', runs: 1 });
    expect(gates).toHaveLength(1);
  });

  test('an unknown name is not found', async () => {
    const { runner } = bench([]);
    await expect(runner.runNow('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('other collectors while it runs', () => {
  test('what is the same keeps its state and its turn, and sees new parameters', async () => {
    const seen: string[] = [];
    const same = fake('same', ({ parameters }) => {
      seen.push(parameters.text('word'));
      return good();
    });
    if (same.kind !== 'ready') throw new Error('expected a collector');
    const { clock, runner } = bench([{ ...same, parameters: parametersOf({ word: 'old' }) }]);
    runner.start();
    await clock.advance(5 * SECOND);
    runner.use([{ ...same, parameters: parametersOf({ word: 'new' }) }]);
    expect(runner.report('same')).toMatchObject({ state: 'ok', runs: 1 });
    await clock.advance(MINUTE);

    expect(seen.slice(0, 2)).toEqual(['old', 'new']);
    expect(seen.length).toBeGreaterThanOrEqual(6);
    expect(seen.length).toBeLessThanOrEqual(8);
  });

  test('a new one soon runs, at the interval that the server asked for before it was there', async () => {
    const { clock, runner } = bench([]);
    runner.start();
    runner.setIntervals({ late: 30 * SECOND });
    await clock.advance(SECOND);
    runner.use([fake('late', () => good())]);
    await clock.advance(SECOND);
    expect(runner.report('late')).toMatchObject({ state: 'ok', runs: 1, intervalMs: 30 * SECOND });
  });

  test('one that is changed starts afresh, and what its last run still gives is thrown away', async () => {
    const gates: ((outcome: ReturnType<typeof good>) => void)[] = [];
    const { clock, told, runner } = bench([
      fake('changed', () => new Promise((resolve) => gates.push(resolve))),
    ]);
    runner.start();
    await clock.advance(SECOND);
    runner.use([fake('changed', () => good(2))]);
    gates[0]?.(good(1));
    await clock.advance(MINUTE);
    expect(new Set(told.values('changed.value'))).toEqual(new Set([2]));
  });

  test('one that is gone is told once, and runs no more', async () => {
    let runs = 0;
    const gone = fake('gone', () => {
      runs += 1;
      return good();
    });
    const { clock, told, runner } = bench([gone]);
    runner.start();
    await clock.advance(SECOND);
    runner.use([]);
    await clock.advance(MINUTE);

    expect(runs).toBe(1);
    expect(runner.names()).toEqual([]);
    expect(told.statuses.at(-1)).toMatchObject({
      collector: 'gone',
      state: 'not-eligible',
      reason: 'no pack has it any more',
    });
  });
});

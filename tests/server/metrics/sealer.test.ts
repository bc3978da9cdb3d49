import { describe, expect, test } from 'vitest';
import type { Log } from '@/common/log';
import { startSealer } from '@/server/metrics/sealer';
import { FakeClock } from '../../support/fake-clock';
import { quietLog } from '../../support/test-database';
import { HOUR_MS, MINUTE_MS, START_MS } from './store-fixture';

type Work = 'seal' | 'checkpoint' | 'expire';

/** A store of which only the work counts: when it began, how long it takes, whether it fails. */
function workplace() {
  const clock = new FakeClock(START_MS);
  const done: { what: Work; minute: number }[] = [];
  const errors: string[] = [];
  const state = { journalBytes: 0, fails: undefined as Work | undefined, hold: undefined as Hold };
  const work = (what: Work) => async () => {
    done.push({ what, minute: clock.nowMs() / MINUTE_MS });
    await state.hold;
    if (state.fails === what) throw new Error('the database is full');
  };
  const log: Log = { ...quietLog, error: (message) => errors.push(message) };
  const store = {
    seal: work('seal'),
    checkpoint: work('checkpoint'),
    expire: work('expire'),
    stats: () => ({ journalBytes: state.journalBytes }),
  };
  const minutesOf = (what: Work) =>
    done.filter((entry) => entry.what === what).map(({ minute }) => minute);
  return { clock, errors, state, store, log, minutesOf };
}

type Hold = Promise<void> | undefined;

describe('the sealer', () => {
  test('seals each minute, shortens the journal every ten, expires each hour', async () => {
    const { clock, store, log, minutesOf } = workplace();
    startSealer({ store, clock, log });
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    expect(minutesOf('seal')).toEqual(Array.from({ length: 65 }, (_, index) => index + 1));
    expect(minutesOf('checkpoint')).toEqual([10, 20, 30, 40, 50, 60]);
    expect(minutesOf('expire')).toEqual([1, 61]);
  });

  test('shortens a journal that has grown long at once', async () => {
    const { clock, store, log, state, minutesOf } = workplace();
    startSealer({ store, clock, log });
    state.journalBytes = 100_000_000;
    await clock.advance(MINUTE_MS);
    expect(minutesOf('checkpoint')).toEqual([1]);
  });

  test('logs what fails and tries it again the next minute', async () => {
    const { clock, store, log, state, errors, minutesOf } = workplace();
    startSealer({ store, clock, log });
    state.fails = 'checkpoint';
    await clock.advance(11 * MINUTE_MS);
    expect(errors).toEqual(['checkpoint of samples failed', 'checkpoint of samples failed']);
    state.fails = undefined;
    await clock.advance(5 * MINUTE_MS);
    expect(minutesOf('checkpoint')).toEqual([10, 11, 12]);
  });

  test('never runs two rounds at once', async () => {
    const { clock, store, log, state, minutesOf } = workplace();
    startSealer({ store, clock, log });
    let release = () => {};
    state.hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    await clock.advance(10 * MINUTE_MS);
    expect(minutesOf('seal')).toEqual([1]);
    release();
    state.hold = undefined;
    await clock.advance(0);
    await clock.advance(MINUTE_MS);
    expect(minutesOf('seal')).toHaveLength(2);
  });

  test('leaves a short journal and no timer when it stops', async () => {
    const { clock, store, log, minutesOf } = workplace();
    const sealer = startSealer({ store, clock, log });
    await sealer.stop();
    expect(minutesOf('checkpoint')).toEqual([0]);
    expect(clock.pendingTimers).toBe(0);
  });
});

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
  const claim = { isHeld: true };
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
  return { clock, errors, state, store, log, claim, minutesOf };
}

type Hold = Promise<void> | undefined;

describe('the sealer', () => {
  test('seals each minute, shortens the journal every ten, expires each hour', async () => {
    const { clock, store, log, claim, minutesOf } = workplace();
    startSealer({ store, clock, log, claim });
    await clock.advance(HOUR_MS + 5 * MINUTE_MS);
    expect(minutesOf('seal')).toEqual(Array.from({ length: 65 }, (_, index) => index + 1));
    expect(minutesOf('checkpoint')).toEqual([10, 20, 30, 40, 50, 60]);
    expect(minutesOf('expire')).toEqual([1, 61]);
  });

  test('shortens a journal that has grown long at once', async () => {
    const { clock, store, log, claim, state, minutesOf } = workplace();
    startSealer({ store, clock, log, claim });
    state.journalBytes = 100_000_000;
    await clock.advance(MINUTE_MS);
    expect(minutesOf('checkpoint')).toEqual([1]);
  });

  test('logs what fails and tries it again the next minute', async () => {
    const { clock, store, log, claim, state, errors, minutesOf } = workplace();
    startSealer({ store, clock, log, claim });
    state.fails = 'checkpoint';
    await clock.advance(11 * MINUTE_MS);
    expect(errors).toEqual(['checkpoint of samples failed', 'checkpoint of samples failed']);
    state.fails = undefined;
    await clock.advance(5 * MINUTE_MS);
    expect(minutesOf('checkpoint')).toEqual([10, 11, 12]);
  });

  test('never runs two rounds at once', async () => {
    const { clock, store, log, claim, state, minutesOf } = workplace();
    startSealer({ store, clock, log, claim });
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

  test('leaves all work to the server that holds the claim', async () => {
    const { clock, store, log, claim, minutesOf } = workplace();
    claim.isHeld = false;
    const sealer = startSealer({ store, clock, log, claim });
    await clock.advance(2 * MINUTE_MS);
    expect(minutesOf('seal')).toEqual([]);
    claim.isHeld = true;
    await clock.advance(MINUTE_MS);
    expect(minutesOf('seal')).toEqual([3]);
    claim.isHeld = false;
    await sealer.stop();
    expect(minutesOf('checkpoint')).toEqual([]);
  });

  test.each([
    [366 * 24 * HOUR_MS, 'ahead'],
    [-366 * 24 * HOUR_MS, 'back'],
  ])('deletes nothing for a day after the clock was set by %i ms, %s', async (jumpMs) => {
    const { clock, store, log, claim, minutesOf } = workplace();
    startSealer({ store, clock, log, claim });
    await clock.advance(30 * MINUTE_MS);
    clock.jumpWall(jumpMs);
    await clock.advance(23 * HOUR_MS);
    expect(minutesOf('expire')).toEqual([1]);
    await clock.advance(2 * HOUR_MS);
    expect(minutesOf('expire')).toHaveLength(2);
  });

  test('leaves a short journal and no timer when it stops', async () => {
    const { clock, store, log, claim, minutesOf } = workplace();
    const sealer = startSealer({ store, clock, log, claim });
    await sealer.stop();
    expect(minutesOf('checkpoint')).toEqual([0]);
    expect(clock.pendingTimers).toBe(0);
  });
});

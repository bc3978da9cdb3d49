import { expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import { createHandshakeQueue, type HandshakeQueue } from '@/server/ingest/handshake-queue';
import { FakeClock } from '../../support/fake-clock';

/** @returns `undefined` for one that was let in, or how long it shall wait, in milliseconds */
function ask(queue: HandshakeQueue): number | undefined {
  try {
    queue.enter();
    return undefined;
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'BUSY') throw error;
    return error.retryAfterMs;
  }
}

test('fifty come in at once, the others are spread over the time that follows', () => {
  const queue = createHandshakeQueue(new FakeClock());
  const waits = Array.from({ length: 2_000 }, () => ask(queue));
  expect(waits.filter((wait) => wait === undefined)).toHaveLength(50);
  const told = waits.filter((wait) => wait !== undefined);
  for (const second of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const share = told.filter((wait) => Math.ceil(wait / 1_000) === second + 1);
    expect(share).toHaveLength(200);
  }
});

test('who comes back when it was told to is let in, and 2,000 agents are all in after 10 s, 200 a second', async () => {
  const clock = new FakeClock();
  const queue = createHandshakeQueue(clock);
  const perSecond = new Map<number, number>();
  let again = 0;
  function come(): void {
    const wait = ask(queue);
    if (wait !== undefined) {
      again += 1;
      clock.after(wait, come);
      return;
    }
    const second = Math.floor(clock.nowMs() / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  for (let agent = 0; agent < 2_000; agent++) come();
  await clock.advance(10_000);
  const counts = [...perSecond.values()];
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_000);
  expect(Math.max(...counts)).toBeLessThanOrEqual(250);
  expect(again).toBe(1_950);
});

test('an hour of quiet lets in no more at once', async () => {
  const clock = new FakeClock();
  const queue = createHandshakeQueue(clock);
  await clock.advance(3_600_000);
  const waits = Array.from({ length: 300 }, () => ask(queue));
  expect(waits.filter((wait) => wait === undefined)).toHaveLength(50);
});

import { expect, test } from 'vitest';
import { Backoff } from '@/agent/uplink/backoff';
import { type Random, seededRandom } from '@/common/random';

const always = (value: number): Random => ({ next: () => value });
const delays = (backoff: Backoff, count: number, refused: boolean) =>
  Array.from({ length: count }, () => backoff.nextDelayMs(refused, 0));

test('the first retry comes within half a second, later ones within 1, 2, 4 … 60 s', () => {
  expect(delays(new Backoff(always(1)), 9, false)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
  ]);
});

test('a fleet spreads over the whole wait, so that it does not come back at once', () => {
  const fleet = Array.from({ length: 1_000 }, (_, index) => new Backoff(seededRandom(index + 1)));
  for (const backoff of fleet) delays(backoff, 7, false);
  const next = fleet.map((backoff) => backoff.nextDelayMs(false, 0));
  const perTenth = Array.from(
    { length: 10 },
    (_, tenth) => next.filter((delayMs) => Math.floor(delayMs / 6_000) === tenth).length,
  );
  for (const count of perTenth) expect(count).toBeGreaterThan(50);
});

test('a refused agent asks again soon, then every 5 to 15 s', () => {
  const waits = delays(new Backoff(seededRandom(3)), 50, true);
  expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
  for (const delayMs of waits.slice(4)) {
    expect(delayMs).toBeGreaterThanOrEqual(5_000);
    expect(delayMs).toBeLessThanOrEqual(15_000);
  }
});

test('half a minute of good connection makes the next retry a first one', () => {
  const backoff = new Backoff(always(1));
  delays(backoff, 6, false);
  expect(backoff.nextDelayMs(false, 29_999)).toBe(32_000);
  expect(backoff.nextDelayMs(false, 30_000)).toBe(500);
});

test('a server that says when it has time is asked then, and a little later', () => {
  const backoff = new Backoff(always(1));
  delays(backoff, 6, false);
  expect(backoff.nextDelayMs(false, 0, 4_000)).toBe(4_250);
  expect(new Backoff(always(0)).nextDelayMs(false, 0, 4_000)).toBe(4_000);
});

import { expect, test } from 'vitest';
import { LAN } from '@/agent/gossip/config';
import { Suspicion } from '@/agent/gossip/suspicion';
import { FakeClock } from '../../support/fake-clock';
import { accusedNews } from './support/test-news';

/** How long a member of a zone has to refute, in milliseconds, by who accuses it. */
function timeoutMs(presentCount: number, accusers: readonly string[], config = LAN): number {
  const suspicion = new Suspicion(new FakeClock(), config, presentCount);
  for (const accuser of accusers) {
    const [name = '', failure] = accuser.split(' ');
    suspicion.add(accusedNews(name, 'z', failure === 'refused' ? 'refused' : 'no-answer'));
  }
  return suspicion.dueMs;
}

test('a lone accuser waits six times as long as four do', () => {
  expect(timeoutMs(50, ['a'])).toBeCloseTo(6 * timeoutMs(50, ['a', 'b', 'c', 'd']), 6);
});

test('each further accuser shortens the time, the first most, and a fifth no more', () => {
  const times = ['a', 'b', 'c', 'd', 'e'].map((_, index, all) =>
    timeoutMs(50, all.slice(0, index + 1)),
  );
  const steps = times.slice(1).map((time, index) => (times[index] ?? 0) - time);
  expect(steps[0]).toBeGreaterThan(steps[1] ?? 0);
  expect(steps[1]).toBeGreaterThan(steps[2] ?? 0);
  expect(steps[3]).toBe(0);
});

test('the least time is two intervals for up to ten members, and grows with the logarithm', () => {
  const four = ['a', 'b', 'c', 'd'];
  expect([5, 10, 100, 1_000].map((count) => timeoutMs(count, four))).toEqual([
    2_000, 2_000, 4_000, 6_000,
  ]);
});

test('among two nobody else can speak, so one word has the least time', () => {
  expect(timeoutMs(2, ['a'])).toBe(2_000);
  expect(timeoutMs(3, ['a'])).toBe(12_000);
  expect(timeoutMs(3, ['a', 'b'])).toBe(2_000);
});

test('a machine that refuses all of them has half the time; one that said so does not halve it', () => {
  const refused = ['a refused', 'b refused', 'c refused', 'd refused'];
  expect(timeoutMs(10, refused)).toBe(1_000);
  expect(timeoutMs(10, [...refused.slice(1), 'e'])).toBe(2_000);
  expect(timeoutMs(10, ['a refused'])).toBe(12_000);
});

test('what an accuser was told by others counts for nothing', () => {
  const suspicion = new Suspicion(new FakeClock(), LAN, 10);
  suspicion.add(accusedNews('a', 'z'));
  const aloneMs = suspicion.dueMs;
  suspicion.add(accusedNews('b', 'z', 'told'));
  expect(suspicion.dueMs).toBe(aloneMs);
  expect(suspicion.witnesses.length).toBe(1);
});

test('without expected confirmations it is plain SWIM: always the least time', () => {
  expect(timeoutMs(10, ['a'], { ...LAN, confirmationsExpected: 0 })).toBe(2_000);
});

test('judgement comes when it is due by then, counted from the first accusation', async () => {
  const clock = new FakeClock();
  const suspicion = new Suspicion(clock, LAN, 3);
  const judged: number[] = [];
  const arm = (delayMs: number) => clock.after(delayMs, () => judged.push(clock.nowMs()));
  suspicion.add(accusedNews('a', 'z'));
  suspicion.await(arm);
  await clock.advance(1_500);
  suspicion.add(accusedNews('b', 'z'));
  suspicion.await(arm);
  await clock.advance(60_000);
  expect(judged).toEqual([2_000]);
});

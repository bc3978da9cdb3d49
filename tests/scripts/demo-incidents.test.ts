import { beforeEach, expect, test } from 'vitest';
import { INCIDENT_MS, INCIDENTS, playIncidents } from '../../scripts/lib/demo/demo-incidents.mjs';
import { demoNames } from '../../scripts/lib/demo/demo-names.mjs';
import { FakeClock } from '../support/fake-clock';

let clock: FakeClock;
let happened: string[];
beforeEach(() => {
  clock = new FakeClock();
  happened = [];
});

function agentsOf(count: number) {
  return demoNames(count).map(({ name }) => {
    const note = (what: string) => () => void happened.push(`${name} ${what}`);
    return {
      ...{ name, kill: note('kill'), pause: note('pause'), resume: note('resume') },
      ...{ start: note('start'), leave: async () => note('leave')() },
      turn: (isRed: boolean) => note(isRed ? 'red' : 'green')(),
    };
  });
}

const play = (count: number) =>
  playIncidents(agentsOf(count), { tell: () => {}, after: (ms, act) => clock.after(ms, act) });

test('every agent of a fleet has a name of its own, and a zone with others', () => {
  for (const count of [2, 25, 100]) {
    expect(new Set(demoNames(count).map(({ name }) => name)).size).toBe(count);
  }
  const zones = demoNames(25).map(({ zone }) => zone);
  for (const zone of new Set(zones)) {
    expect(zones.filter((one) => one === zone).length).toBeGreaterThan(3);
  }
});

test('one thing happens a minute, is over before the next, and each agent has its turn', async () => {
  play(25);
  await clock.advance(INCIDENT_MS / 2 + 25 * 4 * INCIDENT_MS - 1);
  const begun = happened.filter((_, index) => index % 2 === 0);
  const ended = happened.filter((_, index) => index % 2 === 1);
  const whom = (said: readonly string[]) => said.map((one) => one.split(' ')[0]);
  expect(whom(ended)).toEqual(whom(begun));
  expect(new Set(whom(begun)).size).toBe(25);
  expect(new Set(begun.map((one) => one.split(' ')[1]))).toEqual(
    new Set(['kill', 'red', 'pause', 'leave']),
  );
  expect(INCIDENTS.every(({ endsMs }) => endsMs < INCIDENT_MS)).toBe(true);
});

test('nothing happens any more once it was ended', async () => {
  const end = play(3);
  await clock.advance(2 * INCIDENT_MS);
  const before = happened.length;
  end();
  await clock.advance(10 * INCIDENT_MS);
  expect([happened.length, clock.pendingTimers]).toEqual([before, 0]);
});

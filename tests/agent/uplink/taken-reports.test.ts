import { expect, test } from 'vitest';
import { TakenReports } from '@/agent/uplink/taken-reports';

test('a server that has all that it took is missing nothing', () => {
  const taken = new TakenReports();
  for (const sequence of [1, 2, 3, 5]) taken.note(sequence);
  expect(taken.takeMissing([{ first: 1, last: 5 }])).toBe(0);
  taken.note(6);
  expect(taken.takeMissing([{ first: 1, last: 6 }])).toBe(0);
});

test('what a server lost is counted once, and again only when it loses more', () => {
  const taken = new TakenReports();
  for (let sequence = 1; sequence <= 10; sequence++) taken.note(sequence);
  expect(taken.takeMissing([{ first: 1, last: 10 }])).toBe(0);
  for (let sequence = 11; sequence <= 20; sequence++) taken.note(sequence);
  // Put back to when it had seven; one more has come since.
  expect(taken.takeMissing([{ first: 1, last: 7 }])).toBe(13);
  expect(taken.takeMissing([{ first: 1, last: 7 }])).toBe(0);
  taken.note(21);
  expect(
    taken.takeMissing([
      { first: 1, last: 7 },
      { first: 21, last: 21 },
    ]),
  ).toBe(0);
  expect(taken.takeMissing([{ first: 3, last: 5 }])).toBe(5);
});

test('a server that knows nothing of the epoch has lost all of it', () => {
  const taken = new TakenReports();
  taken.note(1);
  taken.note(2);
  expect(taken.takeMissing([])).toBe(2);
});

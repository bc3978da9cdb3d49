import { describe, expect, test } from 'vitest';
import { formatAgo, formatDuration, parseDuration } from '@/common/duration';

describe('parseDuration', () => {
  test.each([
    ['10s', 10_000],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    [' 7d ', 604_800_000],
    ['0s', 0],
  ])('takes %j as %d ms', (text, expectedMs) => {
    expect(parseDuration(text)).toBe(expectedMs);
  });

  test.each([
    '',
    '10',
    's',
    '-5s',
    '10 s',
    '30m1h',
    '5s5s',
    '1e3s',
    '10sec',
    '1..5s',
    '9999999999s',
  ])('takes %j for no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0 ms'],
    [0.04, '0 ms'],
    [0.42, '0.4 ms'],
    [9.96, '10 ms'],
    [850, '850 ms'],
    [999.7, '1 s'],
    [12_000, '12 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [7_200_000, '2 h'],
    [7_260_000, '2 h 1 min'],
    [277_200_000, '3 d 5 h'],
    [-12_000, '12 s'],
  ])('writes %d ms as %j', (durationMs, expected) => {
    expect(formatDuration(durationMs)).toBe(expected);
  });
});

describe('formatAgo', () => {
  test.each([
    [0, 'now'],
    [400, 'now'],
    [12_300, '12 s ago'],
    [200_000, '3 min ago'],
    [180_000_000, '2 d ago'],
    [-5_000, 'in 5 s'],
  ])('%d ms ago is %j', (ageMs, expected) => {
    expect(formatAgo(1_000_000_000 - ageMs, 1_000_000_000)).toBe(expected);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNITS } from '@/common/domain/metric';
import {
  formatAge,
  formatAgo,
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatHertz,
  formatLoad,
  formatMs,
  formatNumber,
  formatPercent,
  formatPlural,
  formatValue,
  NOT_KNOWN,
} from '@/common/format';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1_023, '1,023 B'],
  [1_024, '1 KiB'],
  [1_536, '1.5 KiB'],
  [102_400, '100 KiB'],
  [1_048_575, '1 MiB'],
  [16 * 2 ** 30, '16 GiB'],
  [1.3 * 2 ** 40, '1.3 TiB'],
  [2 ** 70, '1,024 EiB'],
  [-2_048, '−2 KiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('no number of bytes shows four digits before its unit, which is what units are for', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_024, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      expect(Number.parseFloat(formatBytes(bytes))).toBeLessThan(1_024);
      expect(formatBytes(bytes)).toMatch(/^\d{1,4}(\.\d)? [KMGTPE]iB$|^1,0[012]\d [KMGTPE]iB$/);
    }),
  );
});

test('what is written down is within a twentieth of what it was', () => {
  const POWERS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
      const [number = '', unit = ''] = formatBytes(bytes).split(' ');
      const read = Number(number.replace(',', '')) * 1_024 ** POWERS.indexOf(unit);
      expect(Math.abs(read - bytes) / bytes).toBeLessThan(0.05);
    }),
  );
});

test('a rate says so', () => {
  expect(formatByteRate(1_572_864)).toBe('1.5 MiB/s');
  expect(formatValue(12, 'per-second')).toBe('12/s');
});

test.each([
  [0, '0%'],
  [0.04, '0%'],
  [0.4, '0.4%'],
  [9.94, '9.9%'],
  [9.96, '10%'],
  [42.4, '42%'],
  [99.4, '99.4%'],
  [99.96, '99.9%'],
  [100, '100%'],
])('%d percent are %s', (percent, text) => {
  expect(formatPercent(percent)).toBe(text);
});

test('only what is full is written as 100%', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 99.999, noNaN: true }), (percent) => {
      expect(formatPercent(percent)).not.toBe('100%');
    }),
  );
});

test.each([
  [0, '0'],
  [0.25, '0.25'],
  [12.34, '12.3'],
  [9_999, '9,999'],
  [12_345, '12.3 k'],
  [999_960, '1 M'],
  [11_231_234, '11.2 M'],
])('%d things are %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, '0 s'],
  [45.9, '45 s'],
  [60, '1 min'],
  [185, '3 min 5 s'],
  [7_800, '2 h 10 min'],
  [86_400, '1 d'],
  [3_553_200, '41 d 3 h'],
  [-5, '0 s'],
])('%d seconds last %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0.307, '0.31 ms'],
  [4.12, '4.1 ms'],
  [12.4, '12 ms'],
  [999.6, '1 s'],
  [1_234, '1.2 s'],
  [61_000, '1 min 1 s'],
])('%d ms are %s', (durationMs, text) => {
  expect(formatMs(durationMs)).toBe(text);
});

test('an age has one part, and what lies ahead by a skewed clock is now', () => {
  expect(formatAge(-4_000)).toBe('now');
  expect(formatAge(12_900)).toBe('12 s');
  expect(formatAge(3 * 60_000 + 59_000)).toBe('3 min');
  expect(formatAge(5 * 3_600_000)).toBe('5 h');
  expect(formatAge(41 * 86_400_000)).toBe('41 d');
  expect(formatAgo(12_900)).toBe('12 s ago');
  expect(formatAgo(0)).toBe('just now');
});

test('the exact moment has its zone', () => {
  const atMs = Date.UTC(2026, 10, 22, 14, 3, 9);
  expect(formatExact(atMs, 'UTC')).toBe('2026-11-22 14:03:09 UTC');
  expect(formatExact(atMs, 'Asia/Tokyo')).toBe('2026-11-22 23:03:09 GMT+9');
  expect(formatExact(Date.UTC(2026, 0, 1), 'UTC')).toBe('2026-01-01 00:00:00 UTC');
});

test('thousands are grouped, zeros after the point dropped, and minus is a minus', () => {
  expect(formatNumber(1_234_567.5, 1)).toBe('1,234,567.5');
  expect(formatNumber(2, 2)).toBe('2');
  expect(formatNumber(-0.5, 2)).toBe('−0.5');
  expect(formatNumber(-0.001, 2)).toBe('0');
});

test('one is singular', () => {
  expect(formatPlural(1, 'node')).toBe('1 node');
  expect(formatPlural(0, 'node')).toBe('0 nodes');
  expect(formatPlural(2, 'collector fails', 'collectors fail')).toBe('2 collectors fail');
});

test('hertz are powers of a thousand', () => {
  expect(formatHertz(2_400_000_000)).toBe('2.4 GHz');
  expect(formatValue(2_400, 'MHz')).toBe('2.4 GHz');
});

describe('of any unit', () => {
  test.each(UNITS)('%s: what is not known is a dash, never zero', (unit) => {
    expect(formatValue(null, unit)).toBe(NOT_KNOWN);
    expect(formatValue(Number.NaN, unit)).toBe(NOT_KNOWN);
    expect(formatValue(Number.POSITIVE_INFINITY, unit)).toBe(NOT_KNOWN);
    expect(formatValue(0, unit)).toMatch(/^0/);
  });

  test.each(UNITS)('%s: every finite number can be written, short enough for a column', (unit) => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
        const text = formatValue(value, unit);
        expect(text).not.toMatch(/NaN|undefined|Infinity/);
        expect(text.length).toBeLessThanOrEqual(32);
      }),
    );
  });

  test('the kernel means 1024 by its kB', () => {
    expect(formatValue(16_384_000, 'kB')).toBe('15.6 GiB');
  });
});

test('a load has two decimals always, so that a column of them stands in line', () => {
  expect([0, 0.656, 8, 123.4].map(formatLoad)).toEqual(['0.00', '0.66', '8.00', '123.40']);
  expect(formatLoad(null)).toBe('—');
});

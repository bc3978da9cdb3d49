import { expect, test } from 'vitest';
import { sparklineArea, sparklinePath } from '@/app/_components/ui/sparkline-path';

const box = { width: 100, height: 10, valueMax: 100 };

test('zero lies on the lower edge and the highest value on the upper one', () => {
  expect(sparklinePath([0, 100], box)).toBe('M0 10h0L100 0');
});

test('a gap is a gap: the line ends before it and begins anew behind it', () => {
  expect(sparklinePath([0, 50, null, 50, 0], box)).toBe('M0 10h0L25 5M75 5h0L100 10');
});

test('a value between gaps is seen as a dot', () => {
  expect(sparklinePath([null, 50, null], box)).toBe('M50 5h0');
});

test('nothing known draws nothing', () => {
  expect(sparklinePath([null, Number.NaN], box)).toBe('');
  expect(sparklineArea([], box)).toBe('');
});

test('values beyond the edges stay within them, and a flat zero needs no upper edge', () => {
  expect(sparklinePath([-5, 300], box)).toBe('M0 10h0L100 0');
  expect(sparklinePath([0, 0], { ...box, valueMax: 0 })).toBe('M0 10h0L100 10');
});

test('the area under each run is closed at its own ends, so that gaps stay empty', () => {
  expect(sparklineArea([50, 50, null, 50, 50], box)).toBe('M0 5h0L25 5V10H0ZM75 5h0L100 5V10H75Z');
});

import { describe, expect, test } from 'vitest';
import { rangeRequest, shownSpan } from '@/app/_components/chart/range-request';
import {
  parseTimeRange,
  presetOf,
  stepTimeRange,
  timeRangeParams,
  zoomOut,
  zoomTo,
} from '@/app/_components/chart/time-range';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NONE = { range: null, from: null, to: null };

describe('the range of an address', () => {
  test.each(['15m', '1h', '6h', '24h', '7d', '45m', '90s'])(
    '%s survives the way there and back',
    (range) => {
      const time = parseTimeRange({ ...NONE, range });
      expect(timeRangeParams(time)).toEqual({ ...NONE, range });
    },
  );

  test('two moments survive the way there and back', () => {
    const params = { range: null, from: NOW_MS - HOUR_MS, to: NOW_MS };
    expect(timeRangeParams(parseTimeRange(params))).toEqual(params);
  });

  test.each([
    NONE,
    { ...NONE, range: 'yesterday' },
    { ...NONE, range: '1ms' },
    { ...NONE, range: '900000d' },
    { range: null, from: NOW_MS, to: NOW_MS - 1 },
    { range: null, from: -5, to: NOW_MS },
    { range: null, from: Number.NaN, to: NOW_MS },
  ])('nonsense such as %j is the last 15 minutes', (params) => {
    expect(presetOf(parseTimeRange(params))).toBe('15m');
  });
});

describe('moving', () => {
  const hour = { kind: 'last', durationMs: HOUR_MS } as const;

  test('a step back keeps the length, and a step forward ends at now again', () => {
    const back = stepTimeRange(hour, -1, NOW_MS);
    expect(back).toEqual({
      kind: 'fixed',
      fromMs: NOW_MS - 1.5 * HOUR_MS,
      toMs: NOW_MS - 0.5 * HOUR_MS,
    });
    expect(stepTimeRange(back, 1, NOW_MS)).toEqual(hour);
  });

  test('zooming out doubles around the middle and never shows the future', () => {
    const fixed = {
      kind: 'fixed',
      fromMs: NOW_MS - 6 * HOUR_MS,
      toMs: NOW_MS - 5 * HOUR_MS,
    } as const;
    expect(zoomOut(fixed, NOW_MS)).toEqual({
      kind: 'fixed',
      fromMs: NOW_MS - 6.5 * HOUR_MS,
      toMs: NOW_MS - 4.5 * HOUR_MS,
    });
    expect(zoomOut(hour, NOW_MS)).toEqual({ kind: 'last', durationMs: 2 * HOUR_MS });
  });

  test('a drag over a few pixels still shows ten seconds', () => {
    expect(zoomTo(NOW_MS, NOW_MS + 2)).toEqual({
      kind: 'fixed',
      fromMs: NOW_MS + 1 - 5_000,
      toMs: NOW_MS + 1 + 5_000,
    });
  });
});

describe('what is asked of the server', () => {
  const quarter = { kind: 'last', durationMs: 15 * MINUTE_MS } as const;

  test('a sliding chart asks once a minute, and what it asked for covers it until then', () => {
    const asked = new Set<string>();
    for (let nowMs = NOW_MS; nowMs < NOW_MS + 5 * MINUTE_MS; nowMs += 1_000) {
      const request = rangeRequest(quarter, nowMs, 10_000);
      const shown = shownSpan(quarter, nowMs);
      expect(request.fromMs).toBeLessThanOrEqual(shown.fromMs);
      expect(request.toMs).toBeGreaterThan(shown.toMs);
      asked.add(JSON.stringify(request));
    }
    expect(asked.size).toBeLessThanOrEqual(6);
  });

  test('buckets are never narrower than the distance between samples', () => {
    const { fromMs, toMs, points } = rangeRequest(quarter, NOW_MS, 30_000);
    expect((toMs - fromMs) / (points - 1)).toBeGreaterThanOrEqual(30_000);
  });

  test('a week is asked for in hours, which are kept ready', () => {
    const week = parseTimeRange({ ...NONE, range: '7d' });
    expect(rangeRequest(week, NOW_MS, 10_000).points).toBeLessThanOrEqual(7 * 24 + 1);
  });
});

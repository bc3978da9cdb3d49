import { describe, expect, test } from 'vitest';
import { measureOf, parsePerfdata } from '@/common/domain/perfdata';

const NOTHING = { unit: '', warning: '', critical: '', min: null, max: null };

describe('perfdata', () => {
  test('has a label, a value with its unit, thresholds and bounds', () => {
    expect(parsePerfdata('time=0.052s;1.000;10.000;0.000;60')).toEqual([
      {
        label: 'time',
        value: 0.052,
        unit: 's',
        warning: '1.000',
        critical: '10.000',
        min: 0,
        max: 60,
      },
    ]);
  });

  test('has labels in quotes, with blanks, equals signs and doubled quotes', () => {
    const text = "'/var log'=12% 'it''s a=b'=3MB;@10:20;~:5 load1=0.5;;;0";
    expect(parsePerfdata(text)).toEqual([
      { ...NOTHING, label: '/var log', value: 12, unit: '%' },
      { ...NOTHING, label: "it's a=b", value: 3, unit: 'MB', warning: '@10:20', critical: '~:5' },
      { ...NOTHING, label: 'load1', value: 0.5, min: 0 },
    ]);
  });

  test.each([
    ['a value that the plugin could not tell', 'a=U b=2', ['b']],
    ['a word without a value', 'hello b=2', ['b']],
    ['text for a value', 'a=x b=2', ['b']],
    ['a quote that never ends', "'a=1 b=2", ['b']],
    ['nothing', '', []],
    ['a value too large for a number', 'a=1e999 b=2', ['b']],
  ])('passes over %s', (_what, text, labels) => {
    expect(parsePerfdata(text).map(({ label }) => label)).toEqual(labels);
  });

  test('reads hostile text in linear time and no more than 200 values', () => {
    const begun = performance.now();
    expect(parsePerfdata("'".repeat(100_000))).toEqual([]);
    expect(parsePerfdata('a=1 '.repeat(20_000))).toHaveLength(200);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test('units become those of metrics, and what nobody knows is a count', () => {
    expect(measureOf('us')).toEqual({ unit: 'ms', factor: 1e-3, kind: 'gauge' });
    expect(measureOf('KB')).toEqual({ unit: 'bytes', factor: 1e3, kind: 'gauge' });
    expect(measureOf('c')).toMatchObject({ kind: 'counter' });
    expect(measureOf('constructor')).toEqual({ unit: 'count', factor: 1, kind: 'gauge' });
  });
});

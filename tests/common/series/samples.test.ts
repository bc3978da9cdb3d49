import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSamples, type Samples, tidySamples } from '@/common/series/samples';

type Pair = readonly [time: number, value: number];

const arrivals = fc.array(fc.tuple(fc.nat(40), fc.nat(1_000)), { maxLength: 60 });

test('samples in any order become ascending, and the last to arrive at a time wins', () => {
  fc.assert(
    fc.property(arrivals, (pairs) => {
      expect(pairsOf(tidySamples(columnsOf(pairs)))).toEqual(naive(pairs));
    }),
  );
});

test('merging equals arriving one after the other', () => {
  fc.assert(
    fc.property(arrivals, arrivals, (older, newer) => {
      const merged = mergeSamples(tidySamples(columnsOf(older)), tidySamples(columnsOf(newer)));
      expect(pairsOf(merged)).toEqual(naive([...older, ...newer]));
    }),
  );
});

function naive(pairs: readonly Pair[]): Pair[] {
  return [...new Map(pairs)].sort(([a], [b]) => a - b);
}

function columnsOf(pairs: readonly Pair[]): Samples {
  return {
    times: Float64Array.from(pairs, ([time]) => time),
    values: Float64Array.from(pairs, ([, value]) => value),
  };
}

function pairsOf({ times, values }: Samples): Pair[] {
  return [...times].map((time, index) => [time, values[index] as number]);
}

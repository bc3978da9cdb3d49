import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RangeSet } from '@/agent/uplink/outbox/range-set';

const number = fc.integer({ min: 1, max: 40 });
const step = fc.oneof(
  fc.record({ add: number }),
  fc.record({ first: number, length: fc.integer({ min: 0, max: 10 }) }),
);

test('a set of ranges holds what a plain set would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ranges = new RangeSet();
      const plain = new Set<number>();
      for (const one of steps) {
        if ('add' in one) {
          ranges.add(one.add);
          plain.add(one.add);
          continue;
        }
        const last = one.first + one.length;
        const gone = [...plain].filter((value) => value >= one.first && value <= last);
        for (const value of gone) plain.delete(value);
        expect(ranges.remove(one.first, last)).toBe(gone.length);
      }
      expect([...ranges.values()]).toEqual([...plain].sort((a, b) => a - b));
      expect(ranges.size).toBe(plain.size);
      for (let value = 0; value < 60; value++) expect(ranges.has(value)).toBe(plain.has(value));
    }),
    { seed: 1, numRuns: 500 },
  );
});

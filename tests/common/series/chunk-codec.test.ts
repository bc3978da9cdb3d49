import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkError } from '@/common/series/bit-stream';
import { CHUNK_SAMPLES_MAX, decodeChunk, encodeChunk } from '@/common/series/chunk-codec';
import type { Samples } from '@/common/series/samples';

const START_MS = Date.UTC(2026, 0, 1);

describe('a sealed chunk', () => {
  test('gives back every time and every bit of every double', () => {
    const anyDouble = fc.oneof(
      fc.double(),
      fc.constantFrom(-0, 0, 5e-324, -5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 2 ** 53),
      fc.bigInt(0n, 2n ** 64n - 1n).map(doubleOfBits),
    );
    fc.assert(fc.property(samplesOf(anyDouble), survives));
  });

  test('gives back numbers with few decimals, whole numbers and steps between them', () => {
    const decimals = fc
      .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }))
      .map(([whole, places]) => whole / 10 ** places);
    fc.assert(fc.property(samplesOf(decimals), survives));
    const wide = fc.maxSafeInteger();
    fc.assert(fc.property(samplesOf(wide), survives));
    const rare = fc.oneof(
      { weight: 50, arbitrary: fc.constant(7) },
      { weight: 1, arbitrary: fc.maxSafeInteger() },
    );
    fc.assert(fc.property(samplesOf(rare, 400), survives));
  });

  test('gives back irregular times, however far apart', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 49 }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(times, (unsorted) => {
        const sorted = Float64Array.from(unsorted).sort();
        survives({ times: sorted, values: sorted.map((time) => time % 17) });
      }),
    );
  });

  test('costs next to nothing for a constant at a steady interval', () => {
    expect(encodeChunk(steady(360, () => 42)).length).toBeLessThan(24);
  });

  test('costs little more than the entropy of a walk of two decimals and of a counter', () => {
    let walk = 5_000;
    let state = 1;
    const next = (range: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((state / 2 ** 32) * range);
    };
    const gauge = steady(360, () => {
      walk += next(301) - 150;
      return walk / 100;
    });
    let total = 1e9;
    const counter = steady(360, () => {
      total += next(1_000);
      return total;
    });
    // log2(301) and log2(1000) bits a sample are the least possible.
    expect(encodeChunk(gauge).length / 360).toBeLessThan(1.15 * (Math.log2(301) / 8));
    expect(encodeChunk(counter).length / 360).toBeLessThan(1.15 * (Math.log2(1_000) / 8));
  });

  test('is refused when cut anywhere', () => {
    const bytes = encodeChunk(steady(100, (index) => Math.sin(index)));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeChunk(bytes.subarray(0, length))).toThrow(ChunkError);
    }
  });

  test('is refused when any bit is flipped', () => {
    const bytes = encodeChunk(steady(20, (index) => index * 1.5));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => decodeChunk(damaged)).toThrow(ChunkError);
    }
  });

  test('of arbitrary bytes with a right checksum is read or refused, and never more than it may hold', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (body) => {
        const bytes = withChecksum(Uint8Array.of(1, ...body));
        try {
          expect(decodeChunk(bytes).times.length).toBeLessThanOrEqual(CHUNK_SAMPLES_MAX);
        } catch (error) {
          expect(error).toBeInstanceOf(ChunkError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('of another version says so', () => {
    const bytes = encodeChunk(steady(2, () => 1)).slice(0, -4);
    bytes[0] = 2;
    expect(() => decodeChunk(withChecksum(bytes))).toThrow(/version 2 is not known/);
  });

  test('takes neither nothing, nor too much, nor halves of a millisecond', () => {
    const none = new Float64Array(0);
    expect(() => encodeChunk({ times: none, values: none })).toThrow(RangeError);
    const many = new Float64Array(CHUNK_SAMPLES_MAX + 1).map((_, index) => index);
    expect(() => encodeChunk({ times: many, values: many })).toThrow(RangeError);
    const half = Float64Array.of(0.5);
    expect(() => encodeChunk({ times: half, values: half })).toThrow(RangeError);
  });
});

function samplesOf(value: fc.Arbitrary<number>, maxLength = 150): fc.Arbitrary<Samples> {
  const pair = fc.tuple(fc.integer({ min: 1, max: 60_000 }), value);
  return fc
    .tuple(fc.boolean(), fc.array(pair, { minLength: 1, maxLength }))
    .map(([regular, pairs]) => {
      let atMs = START_MS;
      const times = pairs.map(([stepMs]) => {
        atMs += regular ? 10_000 : stepMs;
        return atMs;
      });
      return {
        times: Float64Array.from(times),
        values: Float64Array.from(pairs, ([, sample]) => sample),
      };
    });
}

function survives(samples: Samples): void {
  const decoded = decodeChunk(encodeChunk(samples));
  expect(bitsOf(decoded.times)).toEqual(bitsOf(samples.times));
  expect(bitsOf(decoded.values)).toEqual(bitsOf(samples.values));
}

function bitsOf(values: Float64Array): BigUint64Array {
  return new BigUint64Array(values.slice().buffer);
}

function doubleOfBits(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0] as number;
}

function steady(count: number, valueAt: (index: number) => number): Samples {
  const times = new Float64Array(count).map((_, index) => START_MS + index * 10_000);
  return { times, values: times.map((_, index) => valueAt(index)) };
}

/** FNV-1a, computed here once more so that the test does not take the codec's word for it. */
function withChecksum(body: Uint8Array): Uint8Array {
  let hash = 2_166_136_261n;
  for (const byte of body) hash = ((hash ^ BigInt(byte)) * 16_777_619n) & 0xffff_ffffn;
  const bytes = new Uint8Array(body.length + 4);
  bytes.set(body);
  new DataView(bytes.buffer).setUint32(body.length, Number(hash));
  return bytes;
}

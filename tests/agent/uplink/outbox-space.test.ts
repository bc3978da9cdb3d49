import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { floorBytes } from '@/agent/uplink/outbox/disk-floor';
import { upTo } from '../../support/up-to';
import { drain, FIRST, OutboxRig, samplesIn, started } from './outbox-rig';

const MEBIBYTE = 1_048_576;
let rig: OutboxRig;

beforeEach(() => {
  rig = new OutboxRig();
});

afterEach(() => rig.end());

test.each([
  [64 * MEBIBYTE, 16 * MEBIBYTE],
  [1_000 * MEBIBYTE, 50 * MEBIBYTE],
  [1_000_000 * MEBIBYTE, 512 * MEBIBYTE],
])('of a disk of %i bytes at least %i stay free', (totalBytes, expected) => {
  expect(floorBytes({ totalBytes, freeBytes: 0 })).toBe(expected);
});

describe('a disk that gets short', () => {
  const makeShort = (bytes: number) => {
    rig.freeBytes = floorBytes(rig) - bytes;
  };

  test('costs the oldest samples, counted, and no event; the log says so once', () => {
    const outbox = rig.open(FIRST, { segmentBytes: 1_000 });
    rig.fill(outbox, 50, (sequence) => rig.report(sequence, 10, sequence % 10 ? [] : [started]));
    const segments = rig.segmentFiles().length;
    expect(segments).toBeGreaterThan(3);
    makeShort(1);
    outbox.append(rig.report(51), []);
    outbox.append(rig.report(52), []);
    const kept = drain(outbox);
    expect(kept.flatMap(({ events }) => events)).toHaveLength(5);
    expect(samplesIn(kept) + outbox.status.droppedSamples).toBe(520);
    expect(outbox.untoldLoss?.samples).toBe(outbox.status.droppedSamples);
    expect(outbox.status.droppedSamples).toBeGreaterThan(0);
    const warnings = rig.log.lines.filter(({ message }) => message.startsWith('disk nearly full'));
    expect(warnings).toHaveLength(1);
  });

  test('costs no more than it takes to have space again', () => {
    const outbox = rig.open(FIRST, { segmentBytes: 1_000 });
    rig.fill(outbox, 50);
    const before = rig.segmentFiles().length;
    let asked = 0;
    Object.defineProperty(rig, 'freeBytes', {
      // Short when the report comes, and once more: a segment given up makes room enough.
      get: () => (++asked <= 2 ? 0 : 2 ** 40),
    });
    outbox.append(rig.report(51), []);
    expect(before - rig.segmentFiles().length).toBe(1);
  });

  test('is left alone: new samples wait in memory, and go to disk when it has space again', () => {
    const outbox = rig.open(FIRST);
    outbox.append(rig.report(1), []);
    const { bytes } = outbox.status;
    makeShort(1);
    for (const sequence of [2, 3, 4]) outbox.append(rig.report(sequence), []);
    outbox.append(rig.report(5, 0, [started]), []);
    rig.freeBytes = 2 ** 40;
    outbox.append(rig.report(6), []);
    const killed = rig.open('epoch00000000009');
    expect(killed.status.bytes).toBeGreaterThan(bytes);
    expect(
      drain(killed)
        .map(({ sequence }) => sequence)
        .sort(),
    ).toEqual(upTo(6));
    expect(outbox.untoldLoss).toBeNull();
    expect(rig.log.lines.map(({ message }) => message)).toContain('disk has space again');
  });

  test('takes no more memory than the limit, the oldest samples going first', () => {
    const outbox = rig.open(FIRST, { memoryBytes: 4_000 });
    makeShort(1);
    rig.fill(outbox, 100);
    expect(outbox.status.bytes).toBeLessThan(5_000);
    const kept = drain(outbox);
    expect(kept.at(-1)?.sequence).toBe(100);
    expect(samplesIn(kept) + outbox.status.droppedSamples).toBe(1_000);
  });

  test('that nobody can read is taken for one with space', () => {
    Object.defineProperty(rig, 'freeBytes', {
      get() {
        throw new Error('no such file system');
      },
    });
    const outbox = rig.open(FIRST);
    rig.fill(outbox, 10);
    expect(rig.segmentFiles()).toHaveLength(1);
    expect(outbox.status.reports).toBe(10);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FrameHead } from '@/agent/transport/frame';
import { ReplayGuard } from '@/agent/transport/replay-guard';
import { ReplayMarks } from '@/agent/transport/replay-marks';
import { ReplayWindow } from '@/agent/transport/replay-window';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';

describe('a window', () => {
  test('takes each counter once, in any order, as a list of all would', () => {
    const random = seededRandom(31);
    const window = new ReplayWindow(1, -1);
    const taken = new Set<number>();
    let highest = -1;
    for (let step = 0; step < 20_000; step++) {
      const jump = random.next() < 0.01 ? 3_000 : 40;
      const counter = Math.max(0, highest + 20 - Math.floor(random.next() * jump));
      const isOld = counter <= highest - 1_024;
      expect(window.has(counter)).toBe(isOld || taken.has(counter));
      if (window.has(counter)) continue;
      window.take(counter);
      taken.add(counter);
      highest = Math.max(highest, counter);
    }
    expect(taken.size).toBeGreaterThan(5_000);
  });

  test('moves as far as a counter can, at once', () => {
    const window = new ReplayWindow(1, -1);
    window.take(0);
    window.take(Number.MAX_SAFE_INTEGER);
    expect(window.has(Number.MAX_SAFE_INTEGER)).toBe(true);
    expect(window.has(Number.MAX_SAFE_INTEGER - 1)).toBe(false);
    expect(window.has(1)).toBe(true);
  });
});

describe('a guard', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'opsbro-replay-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const path = () => join(directory, 'replay-marks');
  const marks = () => new ReplayMarks(path(), new FakeClock(), new QuietLog());
  const head = (counter: number, change: Partial<FrameHead> = {}): FrameHead => ({
    keyId: 7,
    seal: '0011223344556677',
    epochMs: 1_000,
    counter,
    ...change,
  });

  test('takes what is authentic once, and of a sender only its latest run', () => {
    const guard = new ReplayGuard(undefined);
    expect(guard.judge('datagram', head(5))).toBe('fresh');
    guard.take('datagram', head(5));
    expect(guard.judge('datagram', head(5))).toBe('replayed');
    expect(guard.judge('datagram', head(4))).toBe('fresh');
    expect(guard.judge('stream', head(5))).toBe('fresh');
    expect(guard.judge('datagram', head(5, { seal: 'ff'.repeat(8) }))).toBe('fresh');
    expect(guard.judge('datagram', head(5, { keyId: 8 }))).toBe('fresh');
    guard.take('datagram', head(0, { epochMs: 1_001 }));
    expect(guard.judge('datagram', head(6))).toBe('stale');
  });

  test('takes nothing after a restart that was recorded before it', () => {
    const first = marks();
    const guard = new ReplayGuard(first);
    for (let sender = 0; sender < 100; sender++) {
      const seal = sender.toString(16).padStart(16, '0');
      for (let counter = 0; counter <= sender; counter++) {
        guard.take('datagram', head(counter, { seal }));
      }
    }
    // As after kill -9: nothing is closed, and the page cache has it all.
    const later = new ReplayGuard(marks());
    for (let sender = 0; sender < 100; sender++) {
      const seal = sender.toString(16).padStart(16, '0');
      expect(later.judge('datagram', head(sender, { seal }))).toBe('replayed');
      expect(later.judge('datagram', head(0, { seal }))).toBe('replayed');
      expect(later.judge('datagram', head(sender + 1, { seal }))).toBe('fresh');
      expect(later.judge('datagram', head(9_999, { seal, epochMs: 999 }))).toBe('stale');
    }
    first.close();
  });

  test('keeps a place a sender: the file does not grow with what is taken', () => {
    const guard = new ReplayGuard(marks());
    for (let counter = 0; counter < 1_000; counter++) guard.take('datagram', head(counter));
    expect(readFileSync(path())).toHaveLength(32);
  });

  test('passes over places that a power cut has spoilt', () => {
    const guard = new ReplayGuard(marks());
    guard.take('datagram', head(1));
    guard.take('datagram', head(1, { seal: 'aa'.repeat(8) }));
    const bytes = readFileSync(path());
    bytes[3] = 0xff;
    writeFileSync(path(), bytes);
    const later = new ReplayGuard(marks());
    expect(later.judge('datagram', head(1))).toBe('fresh');
    expect(later.judge('datagram', head(1, { seal: 'aa'.repeat(8) }))).toBe('replayed');
    later.take('datagram', head(2));
    const last = new ReplayGuard(marks());
    expect(last.judge('datagram', head(2))).toBe('replayed');
    expect(last.judge('datagram', head(1, { seal: 'aa'.repeat(8) }))).toBe('replayed');
  });

  test('forgets the longest silent of more than 16,384 senders', () => {
    const guard = new ReplayGuard(marks());
    const sealOf = (sender: number) => sender.toString(16).padStart(16, '0');
    for (let sender = 0; sender < 16_384; sender++) {
      guard.take('datagram', head(1, { seal: sealOf(sender) }));
    }
    guard.take('datagram', head(2, { seal: sealOf(0) }));
    guard.take('datagram', head(1, { seal: 'ff'.repeat(8) }));
    expect(guard.judge('datagram', head(2, { seal: sealOf(0) }))).toBe('replayed');
    expect(guard.judge('datagram', head(1, { seal: sealOf(1) }))).toBe('fresh');
    expect(readFileSync(path())).toHaveLength(16_384 * 32);
  });
});

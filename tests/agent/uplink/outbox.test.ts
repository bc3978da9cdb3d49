import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { upTo } from '../../support/up-to';
import { drain, FIRST, OutboxRig, SECOND, samplesIn, started } from './outbox-rig';
import { seriesOf } from './series-of';

let rig: OutboxRig;

beforeEach(() => {
  rig = new OutboxRig();
});

afterEach(() => rig.end());

describe('what is in the outbox', () => {
  test('is there after the process was killed, in order and byte for byte', () => {
    const reports = upTo(30).map((sequence) => rig.report(sequence));
    const killed = rig.open(FIRST, { segmentBytes: 1_000 });
    for (const report of reports) killed.append(report, []);
    expect(drain(rig.open(SECOND))).toEqual(
      reports.map((report) =>
        expect.objectContaining({
          ...report,
          frames: report.frames.map(({ atMs, slots, values }) => ({
            atMs,
            slots: Buffer.from(slots),
            values: Buffer.from(values),
          })),
        }),
      ),
    );
  });

  test('comes with the series of its slots', () => {
    const killed = rig.open(FIRST);
    const series = upTo(5_000).map((slot) => ({ slot: slot - 1, ...seriesOf(`m${slot}`) }));
    killed.append(rig.report(1), series);
    const announced = [...rig.open(SECOND).announcements(FIRST)];
    expect(announced.map((announcement) => announcement.series.length)).toEqual([
      2_000, 2_000, 1_000,
    ]);
    expect(announced.flatMap((announcement) => announcement.series)).toEqual(series);
  });

  test('takes no room once it is acknowledged, in one file that is used again', () => {
    const outbox = rig.open(FIRST);
    for (const sequence of upTo(50)) {
      outbox.append(rig.report(sequence), []);
      outbox.acknowledge(FIRST, sequence, sequence);
    }
    expect(rig.segmentFiles()).toEqual(['00000001.seg']);
    expect(statSync(rig.path(FIRST, '00000001.seg')).size).toBe(0);
    expect(outbox.status).toMatchObject({ reports: 0, bytes: 0, oldestMs: null });
  });

  test('is never synced when it is acknowledged at once', async () => {
    const outbox = rig.open(FIRST);
    outbox.append(rig.report(1), []);
    expect(rig.clock.pendingTimers).toBe(1);
    outbox.acknowledge(FIRST, 1, 1);
    expect(rig.clock.pendingTimers).toBe(0);
    await outbox.close();
  });

  test('vanishes segment by segment, and at last with its directory', () => {
    const killed = rig.open(FIRST, { segmentBytes: 1_000 });
    rig.fill(killed, 30);
    const outbox = rig.open(SECOND);
    const before = rig.segmentFiles().length;
    outbox.acknowledge(FIRST, 1, 15);
    expect(rig.segmentFiles().length).toBeLessThan(before);
    expect(rig.segmentFiles().length).toBeGreaterThan(0);
    outbox.acknowledge(FIRST, 16, 30);
    expect(readdirSync(rig.directory)).not.toContain(FIRST);
    expect(outbox.oldest()).toBeUndefined();
  });

  test('that is on its way is not handed out again, unless it comes back', () => {
    const outbox = rig.open(FIRST);
    rig.fill(outbox, 2);
    outbox.hold(rig.report(1));
    expect(outbox.oldest()?.sequence).toBe(2);
    outbox.release(rig.report(1));
    expect(outbox.oldest()?.sequence).toBe(1);
  });
});

describe('when there is too much', () => {
  test('the oldest samples go first, events stay, and the loss is exact', () => {
    const limits = { bytes: 20_000, segmentBytes: 2_000 };
    const outbox = rig.open(FIRST, limits);
    rig.fill(outbox, 300, (sequence) =>
      rig.report(sequence, 10, sequence % 50 === 0 ? [started] : []),
    );
    expect(outbox.status.bytes).toBeLessThanOrEqual(limits.bytes);
    const loss = outbox.untoldLoss;
    const kept = drain(outbox);
    expect(kept.flatMap(({ events }) => events).length).toBe(6);
    expect(loss).toMatchObject({ reports: 0, samples: 3_000 - samplesIn(kept) });
    const withSamples = kept.filter(({ frames }) => frames.length > 0);
    const firstKept = withSamples[0]?.sequence ?? 0;
    expect(withSamples.map(({ sequence }) => sequence)).toEqual(
      upTo(300).filter((sequence) => sequence >= firstKept),
    );
    expect(loss).toMatchObject({
      fromMs: rig.clock.wallMs() + 1,
      toMs: rig.clock.wallMs() + firstKept - 1,
    });
  });

  test('whole reports go only when there are no samples left to give up', () => {
    const limits = { bytes: 10_000, segmentBytes: 2_000 };
    const outbox = rig.open(FIRST, limits);
    rig.fill(outbox, 300, (sequence) => rig.report(sequence, 1, [started]));
    expect(outbox.status.bytes).toBeLessThanOrEqual(limits.bytes);
    const kept = drain(outbox);
    expect(outbox.untoldLoss?.reports).toBe(300 - kept.length);
    expect(outbox.untoldLoss?.samples).toBe(300 - samplesIn(kept));
  });

  test('samples that are too old go, younger ones stay', async () => {
    const outbox = rig.open(FIRST, { ageMs: 60_000, segmentBytes: 1 });
    outbox.append(rig.report(1), []);
    await rig.clock.advance(50_000);
    outbox.append(rig.report(2), []);
    await rig.clock.advance(30_000);
    outbox.append(rig.report(3), []);
    expect(outbox.untoldLoss?.samples).toBe(10);
    expect(drain(outbox).map(({ sequence }) => sequence)).toEqual([2, 3]);
  });

  test('the loss is known to the next run, until it is told', () => {
    const limits = { bytes: 20_000, segmentBytes: 2_000 };
    const killed = rig.open(FIRST, limits);
    rig.fill(killed, 300);
    const next = rig.open(SECOND, limits);
    expect(next.untoldLoss).toEqual(killed.untoldLoss);
    next.lossTold();
    expect(rig.open(SECOND, limits).untoldLoss).toBeNull();
  });

  test('a report on its way keeps its samples', () => {
    const outbox = rig.open(FIRST, { bytes: 20_000, segmentBytes: 2_000 });
    outbox.hold(rig.report(1));
    rig.fill(outbox, 300);
    outbox.release(rig.report(1));
    const oldest = outbox.oldest() ?? rig.report(0);
    expect([oldest.sequence, samplesIn([oldest])]).toEqual([1, 10]);
  });
});

describe('syncing', () => {
  test('follows within a second, and at once for an event', async () => {
    const outbox = rig.open(FIRST);
    outbox.append(rig.report(1), []);
    expect(rig.clock.pendingTimers).toBe(1);
    outbox.append(rig.report(2, 1, [started]), []);
    expect(rig.clock.pendingTimers).toBe(0);
    await outbox.close();
  });
});

test('strange files in the outbox are left alone', () => {
  mkdirSync(rig.path('lost+found'));
  mkdirSync(rig.path(FIRST));
  writeFileSync(rig.path(FIRST, 'notes.txt'), 'mine');
  const unreadable = rig.path(FIRST, 'series');
  writeFileSync(unreadable, '');
  chmodSync(unreadable, 0o000);
  expect(rig.open(SECOND).oldest()).toBeUndefined();
  expect(readdirSync(rig.directory)).toContain('lost+found');
});

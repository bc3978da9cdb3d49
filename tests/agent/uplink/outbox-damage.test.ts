import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '@/common/protocol/report';
import { seededRandom } from '@/common/random';
import { upTo } from '../../support/up-to';
import { drain, FIRST, OutboxRig, SECOND, samplesIn } from './outbox-rig';
import { seriesOf } from './series-of';

let rig: OutboxRig;

beforeEach(() => {
  rig = new OutboxRig();
});

afterEach(() => rig.end());

describe('a damaged disk', () => {
  test.each(upTo(200))('costs only the damaged records, and they are counted (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const writer = rig.open(FIRST, { segmentBytes: 4_000 });
    const total = 60;
    rig.fill(writer, total);
    const files = rig.segmentFiles().map((name) => rig.path(FIRST, name));
    const path = files[Math.floor(random.next() * files.length)] ?? '';
    const truncates = random.next() < 0.3;
    const bytes = readFileSync(path);
    const at = Math.floor(random.next() * bytes.length);
    if (truncates) truncateSync(path, at);
    else {
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random.next() * 8));
      writeFileSync(path, bytes);
    }

    const outbox = rig.open(SECOND);
    const kept = drain(outbox);
    const valuesOf = ({ sequence, frames }: Report) => [sequence, samplesIn([{ frames }])];
    expect(kept.map(valuesOf)).toEqual(kept.map(({ sequence }) => [sequence, 10]));
    const lost = total - kept.length;
    if (truncates) {
      expect(lost).toBeLessThanOrEqual(Math.ceil((bytes.length - at) / 100) + 1);
      if (lost > 0 && at > 0) expect(outbox.untoldLoss?.reports ?? 0).toBeLessThanOrEqual(lost);
    } else {
      expect(lost).toBe(1);
      expect(outbox.untoldLoss?.reports).toBe(1);
    }
  });

  test('that loses a whole file under our hands costs that file, counted', () => {
    const outbox = rig.open(FIRST, { segmentBytes: 1_000 });
    rig.fill(outbox, 30);
    rmSync(rig.path(FIRST, '00000001.seg'));
    const kept = drain(outbox);
    expect(kept.length).toBeGreaterThan(20);
    expect(outbox.untoldLoss?.reports).toBe(30 - kept.length);
  });

  test('of the series costs only the samples that nobody can name any more', () => {
    const killed = rig.open(FIRST);
    const series = upTo(10).map((slot) => ({ slot: slot - 1, ...seriesOf(`m${slot}`) }));
    killed.append(rig.report(1), series);
    const path = rig.path(FIRST, 'series');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('m3') + 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const slots = [...rig.open(SECOND).announcements(FIRST)].flatMap((announcement) =>
      announcement.series.map(({ slot }) => slot),
    );
    expect(slots).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a disk that takes nothing', () => {
  // A file where the epoch's directory should be: no user can write there, not even root.
  const block = () => writeFileSync(rig.path(FIRST), '');
  const unblock = () => rmSync(rig.path(FIRST));

  test('does not stop the agent: reports wait in memory, and go to disk when it recovers', () => {
    block();
    const outbox = rig.open(FIRST);
    rig.fill(outbox, 5);
    expect(outbox.status.reports).toBe(5);
    expect(outbox.oldest()?.sequence).toBe(1);
    expect(rig.log.lines.filter(({ level }) => level === 'error').length).toBe(1);
    unblock();
    outbox.append(rig.report(6), []);
    expect(outbox.status.reports).toBe(6);
    expect(drain(rig.open(SECOND)).map(({ sequence }) => sequence)).toEqual(upTo(6));
  });

  test('bounds what is kept in memory, the oldest samples going first, counted', () => {
    block();
    const outbox = rig.open(FIRST, { memoryBytes: 20_000 });
    rig.fill(outbox, 500);
    expect(outbox.status.bytes).toBeLessThanOrEqual(20_000 + 2_500);
    const kept = drain(outbox);
    expect(outbox.untoldLoss?.samples).toBe(5_000 - samplesIn(kept));
    expect(kept.at(-1)?.sequence).toBe(500);
  });

  test('does not lose the names of series that first appeared meanwhile', () => {
    block();
    const outbox = rig.open(FIRST);
    outbox.append(rig.report(1), [{ slot: 0, ...seriesOf('early') }]);
    unblock();
    outbox.append(rig.report(2), [{ slot: 1, ...seriesOf('late') }]);
    const announced = [...rig.open(SECOND).announcements(FIRST)].flatMap(({ series }) => series);
    expect(announced.map(({ metric }) => metric)).toEqual(['early', 'late']);
  });
});

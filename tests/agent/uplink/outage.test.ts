import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REPORT_LIMITS, type Report } from '@/common/protocol/report';
import { upTo } from '../../support/up-to';
import { seriesOf } from './series-of';
import { UplinkRig } from './uplink-rig';

let rig: UplinkRig;

beforeEach(async () => {
  rig = await UplinkRig.start();
});

afterEach(() => rig.end());

describe('after an outage', () => {
  test('live reports pass while the backlog waits in order, and nothing is lost', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    await rig.server.die();
    await rig.until('the agent noticed', () => uplink.status().state !== 'connected');
    for (const value of upTo(50)) await rig.report(uplink, value);

    const backlog: Report[] = [];
    const isLive = ({ sequence }: Report) => sequence > 50;
    let release = () => {};
    rig.server.beforeCommit = (report) => {
      if (isLive(report)) return undefined;
      backlog.push(report);
      return backlog.length < 10
        ? undefined
        : new Promise((resolve) => {
            release = resolve;
          });
    };
    await rig.server.start();
    await rig.connected(uplink);
    await rig.until('the backlog stands still', () => backlog.length === 10);
    for (const value of [101, 102, 103]) await rig.report(uplink, value);
    await rig.until('live reports have passed', () => rig.values().includes(103));
    expect(rig.values().filter((value) => value > 100)).toEqual([101, 102, 103]);
    expect(rig.values().filter((value) => value <= 100)).toEqual(upTo(9));

    rig.server.beforeCommit = () => undefined;
    release();
    await rig.until('all is there', () => uplink.status().outbox.reports === 0);
    expect(rig.values().filter((value) => value <= 100)).toEqual(upTo(50));
    await rig.stop(uplink);
  });

  test('a later run of the agent sends what the earlier one left, with its series', async () => {
    await rig.server.die();
    const first = rig.run();
    for (const value of upTo(10)) await rig.report(first, value);
    await rig.stop(first);

    await rig.server.start();
    const second = rig.run();
    await rig.connected(second);
    await rig.until('all is there', () => rig.server.samples.length === 10);
    expect(rig.values()).toEqual(upTo(10));
    expect(new Set(rig.server.reports.map(({ epoch }) => epoch))).toEqual(
      new Set([rig.epochOf(1)]),
    );
    await rig.stop(second);
  });

  test('the loss is told once, with its exact count and time range', async () => {
    await rig.server.die();
    const uplink = rig.run({ bytes: 8_000, segmentBytes: 1_000 });
    const sent = 200;
    for (const value of upTo(sent)) {
      if (value === 1) uplink.sink.event({ kind: 'agent-started', atMs: 1, text: 'agent started' });
      await rig.report(uplink, value);
    }
    const { droppedSamples, bytes } = uplink.status().outbox;
    expect(droppedSamples).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(8_000);

    await rig.server.start();
    await rig.connected(uplink);
    await rig.untilInTime('the loss is told', () =>
      rig.server.events.some(({ kind }) => kind === 'samples-lost'),
    );
    await rig.untilInTime('nothing waits', () => uplink.status().outbox.reports === 0);
    const kept = rig.values();
    expect(kept).toEqual(upTo(sent).slice(droppedSamples));
    const told = rig.server.events.filter(({ kind }) => kind === 'samples-lost');
    expect(told.length).toBe(1);
    expect(told[0]?.text).toContain(`${droppedSamples} samples between `);
    expect(rig.server.events.some(({ kind }) => kind === 'agent-started')).toBe(true);
    await rig.stop(uplink);
  });

  test('samples whose series were damaged on disk are counted, the others arrive', async () => {
    await rig.server.die();
    const first = rig.run();
    const atMs = rig.clock.wallMs();
    first.sink.samples(atMs, [
      { series: seriesOf('kept'), value: 1 },
      { series: seriesOf('spoilt'), value: 2 },
    ]);
    await rig.stop(first);
    const path = join(rig.directory, 'outbox', rig.epochOf(1), 'series');
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('spoilt')] = 0;
    writeFileSync(path, bytes);

    await rig.server.start();
    const second = rig.run();
    await rig.untilInTime('the loss is told', () =>
      rig.server.events.some(({ text }) => /^lost 1 sample between .*[^.]$/.test(text)),
    );
    expect(rig.server.samples).toMatchObject([{ metric: 'kept', atMs, value: 1 }]);
    await rig.stop(second);
  });

  test('an epoch whose slots are used up is followed by another, without a restart', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    const count = REPORT_LIMITS.slots + 10;
    const samples = upTo(count).map((value) => ({ series: seriesOf(`m${value}`), value }));
    uplink.sink.samples(rig.clock.wallMs(), samples);
    await rig.untilInTime('all are there', () => rig.server.samples.length === count);
    expect(rig.values().sort((a, b) => a - b)).toEqual(upTo(count));
    expect(new Set(rig.server.sessions.map(({ epoch }) => epoch)).size).toBe(2);
    await rig.untilInTime('nothing waits', () => uplink.status().outbox.reports === 0);
    await rig.stop(uplink);
  }, 60_000);
});

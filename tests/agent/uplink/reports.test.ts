import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import { upTo } from '../../support/up-to';
import { UplinkRig } from './uplink-rig';

let rig: UplinkRig;

beforeEach(async () => {
  rig = await UplinkRig.start();
});

afterEach(() => rig.end());

describe('reports', () => {
  test('arrive in order, numbered from 1, and leave nothing in the outbox', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    for (const value of upTo(20)) {
      await rig.report(uplink, value);
      await rig.until('it is there', () => rig.server.samples.length === value);
    }
    expect(rig.values()).toEqual(upTo(20));
    expect(rig.server.reports.map(({ sequence }) => sequence)).toEqual(upTo(20));
    await rig.until('all are forgotten', () => uplink.status().outbox.reports === 0);
    expect(uplink.status().outbox.bytes).toBe(0);
    await rig.stop(uplink);
  });

  test('hold all that came within a second, once', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    const atMs = rig.clock.wallMs();
    uplink.sink.samples(atMs, [{ series: rig.series, value: 1 }]);
    await rig.clock.advance(400);
    uplink.sink.facts('os', { name: 'Debian' });
    uplink.sink.facts('gone', null);
    uplink.sink.event({ kind: 'agent-started', atMs, text: 'agent started' });
    await rig.clock.advance(600);
    await rig.until('it is there', () => rig.server.reports.length === 1);
    expect(rig.server.reports[0]).toMatchObject({
      facts: [
        { collector: 'os', json: '{"name":"Debian"}' },
        { collector: 'gone', json: '' },
      ],
      events: [{ kind: 'agent-started', text: 'agent started' }],
    });
    expect(rig.values()).toEqual([1]);
    await rig.stop(uplink);
  });

  test('come every ten seconds even when there is nothing to say', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    await rig.clock.advance(10_000);
    await rig.until('it is there', () => rig.server.reports.length === 1);
    expect(rig.server.reports[0]?.frames).toEqual([]);
    await rig.stop(uplink);
  });

  test('are not doubled when the server had committed and did not live to say so', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    rig.server.beforeAcknowledgement = () => rig.server.cut();
    await rig.report(uplink, 1);
    await rig.until('it is committed', () => rig.server.reports.length === 1);
    rig.server.beforeAcknowledgement = () => undefined;
    await rig.untilInTime('it is forgotten', () => uplink.status().outbox.reports === 0);
    expect(rig.values()).toEqual([1]);
    expect(rig.server.repeats).toBe(0);
    await rig.stop(uplink);
  });

  test('are sent again when the server cannot tell what it has, and acknowledged again', async () => {
    rig.server.tellReceived = false;
    const uplink = rig.run();
    await rig.connected(uplink);
    rig.server.beforeAcknowledgement = () => rig.server.cut();
    await rig.report(uplink, 1);
    await rig.until('it is committed', () => rig.server.reports.length === 1);
    rig.server.beforeAcknowledgement = () => undefined;
    await rig.untilInTime('it is forgotten', () => uplink.status().outbox.reports === 0);
    expect(rig.server.repeats).toBe(1);
    await rig.stop(uplink);
  });

  test('survive a server that dies in the middle of each third of them', async () => {
    const uplink = rig.run();
    let commits = 0;
    rig.server.beforeCommit = () => {
      commits += 1;
      if (commits % 3 === 0) rig.server.cut();
    };
    for (const value of upTo(15)) {
      await rig.report(uplink, value);
      await rig.untilInTime('there is a connection', () => uplink.status().state === 'connected');
    }
    await rig.untilInTime('all are forgotten', () => uplink.status().outbox.reports === 0);
    expect(rig.values().sort((a, b) => a - b)).toEqual(upTo(15));
    await rig.stop(uplink);
  });

  test('that the server will never take are given up, counted, and hold up nothing', async () => {
    rig.server.beforeCommit = ({ sequence }) => {
      if (sequence === 2) throw new AppError('INVALID', 'No such report.');
    };
    const uplink = rig.run();
    await rig.connected(uplink);
    for (const value of upTo(4)) await rig.report(uplink, value);
    await rig.until('the others are there', () => rig.server.samples.length === 3);
    expect(rig.values()).toEqual([1, 3, 4]);
    await rig.until('nothing waits', () => uplink.status().outbox.reports === 0);
    expect(uplink.status().outbox.droppedSamples).toBe(1);
    await rig.stop(uplink);
  });

  test('on which the server fails every time hold up nothing', async () => {
    rig.server.beforeCommit = ({ sequence }) => {
      if (sequence === 2) throw new Error('a bug of the server');
    };
    const uplink = rig.run();
    await rig.connected(uplink);
    for (const value of upTo(3)) await rig.report(uplink, value);
    rig.server.cut();
    for (const value of [4, 5]) await rig.report(uplink, value);
    await rig.untilInTime('the others are there', () => rig.server.samples.length === 4);
    await rig.untilInTime('only this one waits', () => uplink.status().outbox.reports === 1);
    expect(rig.values().sort()).toEqual([1, 3, 4, 5]);
    expect(uplink.status().outbox.droppedSamples).toBe(0);
    await rig.stop(uplink);
  });

  test('that were on their way whenever a connection ended arrive on the one that stays', async () => {
    let cuts = 0;
    rig.server.beforeCommit = ({ sequence }) => {
      if (sequence !== 2 || cuts === 4) return;
      cuts += 1;
      rig.server.cut();
    };
    const uplink = rig.run();
    await rig.connected(uplink);
    for (const value of upTo(3)) await rig.report(uplink, value);
    await rig.untilInTime('it was cut off as often as it may', () => cuts === 4);
    await rig.connected(uplink);
    await rig.untilInTime('the others are there', () => rig.server.samples.length === 2);
    const sessions = rig.server.sessions.length;
    const sinceMs = rig.clock.nowMs();
    await rig.untilInTime('it is there too', () => rig.server.samples.length === 3);
    expect(rig.clock.nowMs() - sinceMs).toBeLessThan(61_000);
    expect(rig.server.sessions.length).toBe(sessions);
    expect(uplink.status().outbox).toMatchObject({ reports: 0, droppedSamples: 0 });
    await rig.stop(uplink);
  });

  test('wait a while when the server is busy, and then arrive on the same connection', async () => {
    let busy = true;
    rig.server.beforeCommit = () => {
      if (busy) throw new AppError('BUSY', 'Not now.');
    };
    const uplink = rig.run();
    await rig.connected(uplink);
    await rig.report(uplink, 1);
    await rig.untilInTime('it was refused', () =>
      rig.log.lines.some(({ message }) => message === 'report not taken'),
    );
    busy = false;
    await rig.untilInTime('it is there', () => rig.server.samples.length === 1);
    expect(rig.server.sessions.length).toBe(1);
    await rig.stop(uplink);
  });

  test('that stay unanswered end the connection after ten seconds', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    let asked = false;
    rig.server.beforeCommit = () => {
      asked = true;
      return new Promise(() => undefined);
    };
    await rig.report(uplink, 1);
    await rig.until('it is sent', () => asked);
    await rig.clock.advance(9_999);
    expect(uplink.status().state).toBe('connected');
    await rig.clock.advance(1);
    await rig.until('it is given up', () => uplink.status().state === 'waiting');
    expect(uplink.status().reason).toMatch(/no answer to "report" within 10 s/);
    await rig.stop(uplink);
  });

  test('that were not closed yet are sent when the agent stops, within a second', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    uplink.sink.event({ kind: 'agent-stopped', atMs: rig.clock.wallMs(), text: 'agent stopped' });
    const stoppedMs = rig.clock.nowMs();
    await rig.stop(uplink);
    expect(rig.clock.nowMs() - stoppedMs).toBeLessThanOrEqual(1_000);
    expect(rig.server.events.map(({ kind }) => kind)).toEqual(['agent-stopped']);
  });

  test('that cannot be sent any more when the agent stops wait on the disk', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    rig.server.beforeCommit = () => new Promise(() => undefined);
    uplink.sink.samples(rig.clock.wallMs(), [{ series: rig.series, value: 7 }]);
    await rig.stop(uplink);
    rig.server.beforeCommit = () => undefined;
    const next = rig.run();
    await rig.untilInTime('it is there', () => rig.server.samples.length === 1);
    expect(rig.values()).toEqual([7]);
    await rig.stop(next);
  });
});

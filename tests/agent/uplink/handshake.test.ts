import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { meetServer } from '@/agent/uplink/meet-server';
import { connectServer } from '@/agent/uplink/server-link';
import { AppError } from '@/common/errors';
import { PROTOCOL } from '@/common/protocol/version';
import { EMPTY_REPORT } from '../../support/empty-report';
import { UplinkRig } from './uplink-rig';

let rig: UplinkRig;

beforeEach(async () => {
  rig = await UplinkRig.start();
});

afterEach(() => rig.end());

describe('a session', () => {
  test('is refused with the reason until the node is enrolled, and opens soon after', async () => {
    rig.server.enrolled.clear();
    const uplink = rig.run();
    await rig.untilInTime('it is refused', () => uplink.status().state === 'refused');
    expect(uplink.status().reason).toBe(
      `This server does not know the node ${rig.identity.nodeId}.`,
    );
    await rig.report(uplink, 1);
    rig.server.enrolled.add(rig.identity.nodeId);
    const askedMs = rig.clock.nowMs();
    await rig.connected(uplink);
    expect(rig.clock.nowMs() - askedMs).toBeLessThanOrEqual(15_000);
    await rig.until('the report is there', () => rig.server.samples.length === 1);
    await rig.stop(uplink);
  });

  test('is opened by nobody who replays a signature', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    const [proof] = rig.server.sessions;
    await rig.stop(uplink);
    const link = connectServer(`${rig.server.url.replace('http', 'ws')}/agent`, rig.clock);
    await meetServer(link, [rig.server.fingerprint], rig.clock);
    if (proof === undefined) throw new Error('no session was opened');
    await expect(link.open(proof)).rejects.toThrow('The signature is wrong.');
    link.close(new AppError('UNREACHABLE', 'done'));
  });

  test('is needed for everything but the challenge', async () => {
    const link = connectServer(`${rig.server.url.replace('http', 'ws')}/agent`, rig.clock);
    await link.opened;
    const announcement = { epoch: rig.epochOf(1), series: [] };
    await expect(link.announce(announcement)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const report = { ...EMPTY_REPORT, epoch: rig.epochOf(1) };
    await expect(link.report(report)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    link.desired(() => undefined);
    expect((await link.ended).code).toBe('FORBIDDEN');
    expect(rig.server.reports).toEqual([]);
  });

  test('with a newer server that no longer speaks our protocol says what to do', async () => {
    rig.server.protocol = 9;
    const uplink = rig.run();
    await rig.untilInTime('it is refused', () => uplink.status().state === 'refused');
    expect(uplink.status().reason).toBe(
      `This server speaks protocol 9, the agent ${PROTOCOL}; update the agent.`,
    );
    await rig.stop(uplink);
  });

  test('with an older server than this agent can speak to says what to do', async () => {
    rig.server.protocol = 0;
    const uplink = rig.run();
    await rig.untilInTime('it is refused', () => uplink.status().state === 'refused');
    expect(uplink.status().reason).toMatch(/speaks protocol 0, .* update the server\.$/);
    await rig.stop(uplink);
  });

  test('tells how far the clocks are apart', async () => {
    rig.clock.jumpWall(3_600_000);
    const uplink = rig.run();
    await rig.connected(uplink);
    const { clockSkewMs } = uplink.status();
    expect(Math.abs((clockSkewMs ?? 0) - 3_600_000)).toBeLessThan(60_000);
    expect(rig.log.lines.some(({ message }) => message.startsWith('clock differs'))).toBe(true);
    await rig.stop(uplink);
  });
});

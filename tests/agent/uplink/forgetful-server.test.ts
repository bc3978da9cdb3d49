import { afterEach, beforeEach, expect, test } from 'vitest';
import { standingOf } from '../../server/monitoring/told';
import { UplinkRig } from './uplink-rig';

let rig: UplinkRig;
beforeEach(async () => {
  rig = await UplinkRig.start();
});
afterEach(() => rig.end());

/** An agent that is connected, and how often it was asked to tell everything. */
async function listening() {
  const uplink = rig.run();
  const asked = { times: 0 };
  uplink.onForgotten(() => {
    asked.times += 1;
  });
  await rig.connected(uplink);
  return { uplink, asked };
}

async function reconnect(uplink: Awaited<ReturnType<typeof listening>>['uplink']): Promise<void> {
  const sessions = rig.server.sessions.length;
  rig.server.cut();
  await rig.untilInTime('it is back', () => rig.server.sessions.length > sessions);
  await rig.connected(uplink);
}

test('a server that was put back to an earlier day is told everything again', async () => {
  const { uplink, asked } = await listening();
  for (const value of [1, 2, 3]) await rig.report(uplink, value);
  await rig.until('they are there', () => rig.server.samples.length === 3);
  await reconnect(uplink);
  expect(asked.times).toBe(0);
  rig.server.reports.splice(1);
  await reconnect(uplink);
  expect(asked.times).toBe(1);
  await rig.stop(uplink);
});

test('a server of the protocol before is spared what it does not know, until it was updated', async () => {
  rig.server.protocol = 2;
  const { uplink, asked } = await listening();
  uplink.sink.check(standingOf('a.b'), []);
  await rig.report(uplink, 1);
  await rig.until('it is there', () => rig.server.samples.length === 1);
  expect(rig.server.reports.flatMap(({ checks }) => checks)).toEqual([]);
  rig.server.protocol = 3;
  await reconnect(uplink);
  expect(asked.times).toBe(1);
  uplink.sink.check(standingOf('a.b'), []);
  await rig.report(uplink, 2);
  await rig.until('it is there', () => rig.server.samples.length === 2);
  expect(rig.server.reports.flatMap(({ checks }) => checks)).toMatchObject([{ check: 'a.b' }]);
  await rig.stop(uplink);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DesiredState } from '@/common/domain/desired-state';
import { UplinkRig } from './uplink-rig';

let rig: UplinkRig;

beforeEach(async () => {
  rig = await UplinkRig.start();
});

afterEach(() => rig.end());

describe('the desired state', () => {
  const wanted: DesiredState = {
    revision: 3,
    displayName: 'Box one',
    groups: ['web'],
    collectorIntervalsMs: { load: 5_000 },
  };

  test('comes down, is applied and stored, and the revision goes up', async () => {
    const uplink = rig.run();
    const applied: DesiredState[] = [];
    uplink.onDesired((state) => applied.push(state));
    await rig.connected(uplink);
    rig.server.setDesired(wanted);
    await rig.until('it is applied', () => applied.length === 1);
    expect(applied).toEqual([wanted]);
    await rig.clock.advance(1_000);
    await rig.until('it is confirmed', () => rig.server.reports.length === 1);
    expect(rig.server.reports[0]).toMatchObject({
      appliedRevision: 3,
      events: [{ kind: 'desired-state-applied', text: 'runs revision 3 of the desired state' }],
    });
    expect(JSON.parse(readFileSync(join(rig.directory, 'desired-state.json'), 'utf8'))).toEqual(
      wanted,
    );
    await rig.stop(uplink);
  });

  test('is there at the next start before the server says anything', async () => {
    const first = rig.run();
    await rig.connected(first);
    rig.server.setDesired(wanted);
    await rig.until('it is known', () => first.status().desiredRevision === 3);
    await rig.stop(first);
    await rig.server.die();

    const second = rig.run();
    const applied: DesiredState[] = [];
    second.onDesired((state) => applied.push(state));
    expect(applied).toEqual([wanted]);
    await rig.stop(second);
  });

  test('of a lower revision holds too: a server that was set up anew counts from the start', async () => {
    const uplink = rig.run();
    await rig.connected(uplink);
    rig.server.setDesired(wanted);
    await rig.until('it is known', () => uplink.status().desiredRevision === 3);
    rig.server.setDesired({ ...wanted, revision: 1, displayName: 'anew' });
    await rig.until('the new word is known', () => uplink.status().desiredRevision === 1);
    expect(uplink.desired.displayName).toBe('anew');
    await rig.stop(uplink);
  });

  test('that a part of the agent cannot apply is not confirmed', async () => {
    const uplink = rig.run();
    uplink.onDesired(() => {
      throw new Error('no such interval');
    });
    await rig.connected(uplink);
    rig.server.setDesired(wanted);
    await rig.until('it came', () => uplink.status().desiredRevision === 3);
    await rig.report(uplink, 1);
    await rig.until('a report came', () => rig.server.reports.length === 1);
    expect(rig.server.reports[0]?.appliedRevision).toBe(0);
    await rig.stop(uplink);
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { GossipHosts } from '../lab/support/gossip-hosts';
import { lacksSwitch } from '../lab/support/switch';
import { canRunHosts } from './support/can-run-hosts';

const HOSTS = 4;
const KEY = 1;
const SOON = { timeout: 20_000, interval: 100 };

/** What may take a round of searching, or of asking the dead. */
const LASTING = { timeout: 60_000, interval: 250 };

describe.skipIf(!canRunHosts || lacksSwitch() !== undefined)('agents on a network', () => {
  let folder: string;
  let lab: GossipHosts;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'obg-'));
    const program = join(inject('agentDirectory'), 'opsbro.mjs');
    lab = await GossipHosts.open({ name: 'obg', prefix: '10.78', hosts: HOSTS, program, folder });
    for (const host of lab.hosts) host.setKey(KEY);
  });
  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const viewOf = (port: number) => lab.at(port).view();

  async function startAll(count: number): Promise<void> {
    await lab.at(0).start();
    for (let port = 1; port < count; port++) {
      await lab.at(port).start('--gossip-seeds', lab.at(0).address);
    }
    const all = Object.fromEntries(
      Array.from({ length: count }, (_, port) => [`host-${port}`, 'alive']),
    );
    for (let port = 0; port < count; port++) {
      await expect.poll(() => viewOf(port), SOON).toEqual(all);
    }
  }

  test('they find one another without being told of one another', async () => {
    for (const port of [0, 1, 2]) await lab.at(port).start('--auto-detect');
    const all = { 'host-0': 'alive', 'host-1': 'alive', 'host-2': 'alive' };
    for (const port of [0, 1, 2]) await expect.poll(() => viewOf(port), LASTING).toEqual(all);
  });

  test('whoever says goodbye has left, and whoever is killed is dead', async () => {
    await startAll(4);
    expect(await lab.at(3).run('gossip', 'leave')).toMatchObject({ code: 0 });
    for (const port of [0, 1, 2]) {
      await expect.poll(() => viewOf(port), SOON).toMatchObject({ 'host-3': 'left' });
    }
    await lab.at(2).kill('SIGKILL');
    for (const port of [0, 1]) {
      await expect.poll(() => viewOf(port), SOON).toMatchObject({ 'host-2': 'dead' });
    }
    const [member] = (await lab.at(0).client.members()).filter(({ state }) => state === 'dead');
    expect(member?.accusations.length).toBeGreaterThan(0);
    await lab.at(2).start();
    for (const port of [0, 1]) {
      await expect.poll(() => viewOf(port), SOON).toMatchObject({ 'host-2': 'alive' });
    }
    expect(await viewOf(0)).toMatchObject({ 'host-3': 'left' });
  });

  test('whoever has another key, or none, does not get in', async () => {
    await startAll(2);
    lab.at(2).setKey(KEY + 1);
    await lab.at(2).start();
    const joined = await lab.at(2).run('gossip', 'join', lab.at(0).address);
    expect(joined.code).toBe(2);
    await lab.at(3).start('--zone', 'elsewhere', '--gossip-listen', '0.0.0.0');
    expect(await lab.at(3).client.cluster()).toMatchObject({ state: 'refused' });
    expect((await lab.at(3).client.cluster()).reason).toContain('opsbro keygen');
    expect(await viewOf(0)).toEqual({ 'host-0': 'alive', 'host-1': 'alive' });
    expect(await viewOf(2)).toEqual({ 'host-2': 'alive' });
  });

  test('an event comes to those who are there, and to whoever joins later', async () => {
    await startAll(2);
    expect(await lab.at(0).run('gossip', 'events', 'add', 'deploy')).toMatchObject({ code: 0 });
    await lab.at(2).start('--gossip-seeds', lab.at(1).address);
    for (const port of [1, 2]) {
      const types = async () => (await lab.at(port).client.clusterEvents()).map(({ type }) => type);
      await expect.poll(types, SOON).toEqual(['deploy']);
    }
    const waited = await lab.at(2).run('gossip', 'events', 'wait', 'deploy');
    expect(waited).toMatchObject({ code: 0 });
  });

  test('two that do not reach one another are suspected by nobody while a third reaches both', async () => {
    await startAll(3);
    await lab.switch.tell('cut 0 1');
    await sleep(40_000);
    for (const port of [0, 1, 2]) {
      const changes = (await lab.at(port).client.memberHistory()).map(({ change }) => change);
      expect(changes).not.toContain('suspected');
      expect(changes).not.toContain('died');
    }
  });

  test('both sides of a cut hold the other for dead, and are one again when it is over', async () => {
    await startAll(4);
    await lab.switch.tell('part 0,1|2,3');
    await expect
      .poll(() => viewOf(0), SOON)
      .toEqual({ 'host-0': 'alive', 'host-1': 'alive', 'host-2': 'dead', 'host-3': 'dead' });
    await expect
      .poll(() => viewOf(3), SOON)
      .toEqual({ 'host-0': 'dead', 'host-1': 'dead', 'host-2': 'alive', 'host-3': 'alive' });
    await lab.switch.tell('heal');
    for (const port of [0, 1, 2, 3]) {
      await expect
        .poll(async () => Object.values(await viewOf(port)), LASTING)
        .toEqual(['alive', 'alive', 'alive', 'alive']);
    }
  });

  test('all that were down at once find each other at boot, by what they remember', async () => {
    await startAll(3);
    // Kept every few seconds.
    await sleep(7_000);
    for (const port of [0, 1, 2]) await lab.at(port).kill('SIGKILL');
    for (const port of [2, 1, 0]) await lab.at(port).start();
    for (const port of [0, 1, 2]) {
      await expect
        .poll(async () => Object.values(await viewOf(port)), LASTING)
        .toEqual(['alive', 'alive', 'alive']);
    }
  });
});

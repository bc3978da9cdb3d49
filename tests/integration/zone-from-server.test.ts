import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cluster } from '@/agent/cluster/cluster';
import { ClusterUplink } from '@/agent/cluster/cluster-uplink';
import { gossipDirectory } from '@/agent/cluster/create-cluster';
import { systemGossip } from '@/agent/cluster/system-gossip';
import { type GossipChoice, resolveGossip } from '@/agent/config/gossip-settings';
import { openIdentity } from '@/agent/uplink/identity';
import { connectServer } from '@/agent/uplink/server-link';
import { NO_CHECKS } from '@/common/domain/check-counts';
import { systemClock } from '@/common/node/system-clock';
import { systemRandom } from '@/common/node/system-random';
import { Machine } from '../server/enrolment/machine';
import { admin, startTestServer, type TestServer, viewer } from '../support/test-server';

const PATIENCE_MS = 60_000;

let server: TestServer;
let agents: GossipingAgent[];

beforeEach(async () => {
  agents = [];
  server = await startTestServer({ isEncrypted: true });
});

afterEach(async () => {
  for (const agent of agents) await agent.end();
  await server[Symbol.asyncDispose]();
});

/** An agent's session, gossip and what is between them, over real sockets of this machine. */
class GossipingAgent {
  readonly machine: Machine;
  readonly cluster: Cluster;
  readonly #choice: GossipChoice;
  #between: ClusterUplink | undefined;
  /** Whether the server's address leads there. */
  isCut = false;

  constructor(name: string, choice: Partial<GossipChoice> = {}) {
    this.machine = new Machine({
      hostname: name,
      machineId: name,
      connect: (url, clock, dial) =>
        connectServer(this.isCut && dial === undefined ? 'wss://127.0.0.1:9' : url, clock, dial),
    });
    const { directory: dataDirectory, log } = this.machine;
    const listen = { host: '127.0.0.1', port: 0 };
    this.#choice = { ...resolveGossip([]), profile: 'local', listen, ...choice };
    mkdirSync(gossipDirectory(dataDirectory), { recursive: true, mode: 0o700 });
    const identity = openIdentity(dataDirectory);
    const said = { name, hostname: name, groups: [], roles: [], checks: NO_CHECKS };
    this.cluster = new Cluster({
      ...systemGossip({ clock: systemClock, log, dataDirectory, identity }),
      ...{ clock: systemClock, random: systemRandom(), log, choice: this.#choice, zone: '' },
      directory: gossipDirectory(dataDirectory),
      own: () => ({ ...said, agentVersion: '1.2.3' }),
    });
    agents.push(this);
  }

  async start(zone: string): Promise<void> {
    const { machine, cluster } = this;
    await machine.join((await server.as(admin).enrolment.create({ zone })).joinString);
    this.connect();
    await cluster.start();
    await machine.until('connected');
  }

  connect(): void {
    const { machine, cluster } = this;
    const { log, directory: dataDirectory } = machine;
    const uplink = machine.start(server.url);
    const choice = this.#choice;
    const clock = systemClock;
    this.#between = new ClusterUplink({ clock, log, dataDirectory, choice, cluster, uplink });
    this.#between.start();
  }

  /** Those that it holds alive, itself too, by name. */
  get alive(): string[] {
    const members = this.cluster.membership?.members() ?? [];
    return members.filter(({ state }) => state === 'alive').map(({ card }) => card.name);
  }

  get relays(): string[] {
    const members = this.cluster.membership?.members() ?? [];
    return members.filter(({ card }) => card.isRelay).map(({ card }) => card.name);
  }

  /** As if its process were gone. */
  async die(): Promise<void> {
    this.#between?.stop();
    await Promise.all([this.cluster.stop(), this.machine.stop()]);
  }

  async end(): Promise<void> {
    await this.die();
    await this.machine[Symbol.asyncDispose]();
  }
}

async function until<Value>(what: () => Value, expected: Value): Promise<void> {
  await expect.poll(what, { timeout: PATIENCE_MS, interval: 100 }).toEqual(expected);
}

test(
  'agents that share a zone on the server find one another under its key, without a word in their files',
  async () => {
    await server.as(admin).zones.create({ name: 'lyon', note: '', parent: null });
    await server.as(admin).zones.switchGossip({ name: 'lyon', isOn: true });
    const [one, two, stranger] = ['one', 'two', 'stranger'].map((name) => new GossipingAgent(name));
    if (one === undefined || two === undefined || stranger === undefined) throw new Error('three');
    await Promise.all([one.start('lyon'), two.start('lyon'), stranger.start('')]);
    await until(
      () => [one.alive.sort(), two.alive.sort()],
      [
        ['one', 'two'],
        ['one', 'two'],
      ],
    );
    expect([one.cluster.isSealed, two.cluster.isSealed]).toEqual([true, true]);
    expect([one.cluster.zone, stranger.cluster.zone]).toEqual(['lyon', 'default']);
    expect(stranger.alive).toEqual(['stranger']);

    await server.as(admin).zones.rotateKey({ name: 'lyon' });
    const change = async () =>
      (await server.as(viewer).zones.list()).find((z) => z.name === 'lyon');
    await expect.poll(async () => (await change())?.change, { timeout: PATIENCE_MS }).toBe(null);
    expect((await change())?.keys).toHaveLength(1);
    const history = [one, two].flatMap((agent) => agent.cluster.membership?.history() ?? []);
    expect(history.filter((entry) => ['suspected', 'died'].includes(entry.change))).toEqual([]);
    expect([one.alive.length, two.alive.length]).toEqual([2, 2]);
  },
  PATIENCE_MS * 2,
);

test(
  'two relays are elected, and an agent whose way is cut reports through one, then through the other',
  async () => {
    await server.as(admin).zones.switchGossip({ name: 'default', isOn: true });
    const far = new GossipingAgent('far', { relay: 'never' });
    const others = [new GossipingAgent('relay-1'), new GossipingAgent('relay-2')];
    for (const agent of [far, ...others]) await agent.start('');
    await until(() => far.relays.sort(), ['relay-1', 'relay-2']);
    far.isCut = true;
    await far.machine.stop();
    far.connect();
    await far.machine.until('connected', PATIENCE_MS);
    const through = far.machine.uplink.status().through;
    expect(['relay-1', 'relay-2']).toContain(through);

    const used = others.find(({ machine }) => machine.hostname === through);
    await used?.die();
    const left = others.find((agent) => agent !== used)?.machine.hostname;
    await until(() => far.machine.uplink.status().through, left);
    await far.machine.until('connected', PATIENCE_MS);
  },
  PATIENCE_MS * 2,
);

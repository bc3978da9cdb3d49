import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LateStream } from '@/agent/tunnel/late-stream';
import { TunnelDoor } from '@/agent/tunnel/tunnel-door';
import type { Relay } from '@/agent/uplink/relays';
import { connectServer } from '@/agent/uplink/server-link';
import type { Clock } from '@/common/clock';
import { systemClock } from '@/common/node/system-clock';
import { Machine } from '../server/enrolment/machine';
import { OpenTunnelWire } from '../support/open-tunnel-wire';
import { QuietLog } from '../support/quiet-log';
import { admin, startTestServer, type TestServer, viewer } from '../support/test-server';
import { upTo } from '../support/up-to';

/** Six times as fast as the real one, for what waits a minute. */
const hurried: Clock = {
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(delayMs / 6, callback),
};

const PATIENCE_MS = 60_000;

let server: TestServer;
let ends: (() => Promise<void> | void)[];

beforeEach(async () => {
  ends = [];
  server = await startTestServer({ isEncrypted: true });
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  await server[Symbol.asyncDispose]();
});

/** A machine with its agent's uplink, whose tunnels others may use. */
class RelayedMachine {
  readonly machine: Machine;
  readonly wire = new OpenTunnelWire();
  /** Whether the server's address leads there. */
  isCut = false;
  #door: TunnelDoor | undefined;

  constructor(hostname: string, clock: Clock = systemClock) {
    this.machine = new Machine({
      hostname,
      machineId: hostname.replace(/\W/g, ''),
      clock,
      connect: (url, clock, dial) =>
        connectServer(this.isCut && dial === undefined ? 'wss://127.0.0.1:9' : url, clock, dial),
    });
    ends.push(async () => {
      this.die();
      await this.machine[Symbol.asyncDispose]();
    });
  }

  get relay(): Relay {
    return { id: this.machine.nodeId, name: this.machine.hostname };
  }

  get door(): TunnelDoor {
    if (this.#door === undefined) throw new Error('it does not run');
    return this.#door;
  }

  get through(): string | null {
    return this.machine.uplink.status().through;
  }

  async start(relays: readonly RelayedMachine[] = []): Promise<void> {
    const { machine, wire } = this;
    const usesMax = 1;
    const { joinString } = await server.as(admin).enrolment.create({ usesMax });
    const isCut = this.isCut;
    this.isCut = false; // A machine joins before it is cut off.
    await machine.join(joinString);
    this.isCut = isCut;
    const uplink = machine.start(server.url);
    uplink.setRelays({
      list: () => relays.map(({ relay }) => relay),
      dial: ({ id }, hops) =>
        new LateStream((signal) => {
          const to = relays.find(({ relay }) => relay.id === id)?.wire.address ?? '';
          return wire.open(to, { hops }, signal);
        }),
    });
    this.#door = new TunnelDoor({
      clock: systemClock,
      log: new QuietLog(),
      isRelay: () => true,
      isConnected: () => uplink.status().state === 'connected',
      dialServer: (hops) => uplink.dialServer(hops),
    });
    await wire.listen();
    wire.serve(this.#door);
  }

  /** Its tunnels, as if its process were gone. */
  die(): void {
    this.wire.die();
  }

  /** Something for the timeline, in a report of its own. */
  event(text: string): void {
    const atMs = systemClock.wallMs();
    this.machine.uplink.sink.event({ kind: 'agent-started', atMs, text });
  }

  async told(): Promise<string[]> {
    const { nodeId } = this.machine;
    const entries = await server.as(viewer).timeline.list({ nodeId });
    return entries.filter(({ kind }) => kind === 'agent-started').map(({ text }) => text);
  }

  async tells(count: number): Promise<void> {
    await expect.poll(async () => (await this.told()).length, { timeout: PATIENCE_MS }).toBe(count);
  }
}

test(
  'an agent whose way is cut reports through a relay, and nothing is lost or doubled when that one dies',
  async () => {
    const [one, two] = [new RelayedMachine('relay-1'), new RelayedMachine('relay-2')];
    const agent = new RelayedMachine('far');
    agent.isCut = true;
    for (const relay of [one, two]) await relay.start();
    await agent.start([one, two]);
    await agent.machine.until('connected');
    expect(agent.through).toBe('relay-1');
    const node = await server.as(viewer).nodes.find({ nodeId: agent.machine.nodeId });
    expect(node.through).toEqual({ nodeId: one.machine.nodeId, name: 'relay-1' });

    const words = upTo(30).map((count) => `event ${count}`);
    for (const [index, word] of words.entries()) {
      agent.event(word);
      if (index === 10) one.die();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await agent.tells(words.length);
    expect(agent.through).toBe('relay-2');
    expect((await agent.told()).sort()).toEqual([...words].sort());
  },
  PATIENCE_MS,
);

test(
  'relays stand behind one another, and the server is proven at the far end',
  async () => {
    const upper = new RelayedMachine('upper');
    const lower = new RelayedMachine('lower');
    const agent = new RelayedMachine('lowest');
    [lower.isCut, agent.isCut] = [true, true];
    await upper.start();
    await lower.start([upper]);
    await lower.machine.until('connected');
    await agent.start([lower]);
    await agent.machine.until('connected');
    agent.event('from far below');
    await agent.tells(1);
    expect(lower.through).toBe('upper');
    expect(agent.through).toBe('lower');
    expect(upper.door.counts().open).toBe(2);
  },
  PATIENCE_MS,
);

test(
  'once the server answers by itself, the agent needs nobody, and says so',
  async () => {
    const relay = new RelayedMachine('relay-1');
    const agent = new RelayedMachine('far', hurried);
    agent.isCut = true;
    await relay.start();
    await agent.start([relay]);
    await agent.machine.until('connected');
    expect(agent.through).toBe('relay-1');
    agent.isCut = false;
    await expect.poll(() => agent.through, { timeout: PATIENCE_MS }).toBe(null);
    await agent.machine.until('connected');
    const { nodeId } = agent.machine;
    expect((await server.as(viewer).nodes.find({ nodeId })).through).toBe(null);
    await expect.poll(() => relay.door.counts().open).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'a relay that leads to another server gets no word of the agent, and the next one is asked',
  async () => {
    const [liar, honest] = [new RelayedMachine('liar'), new RelayedMachine('relay-1')];
    const agent = new RelayedMachine('far');
    agent.isCut = true;
    await using stranger = await startTestServer({ isEncrypted: true });
    const door = new TunnelDoor({
      clock: systemClock,
      log: new QuietLog(),
      isRelay: () => true,
      isConnected: () => true,
      dialServer: () => connect(stranger.port, '127.0.0.1'),
    });
    await liar.wire.listen();
    liar.wire.serve(door);
    await honest.start();
    await agent.start([liar, honest]);
    await agent.machine.until('connected');
    expect(agent.through).toBe('relay-1');
    expect(door.counts().passed).toBeGreaterThan(0);
    const refusals = agent.machine.log.lines.filter(({ message }) => message.startsWith('refused'));
    expect(String(refusals[0]?.fields.reason)).toMatch(/another key/);
    expect((await stranger.as(viewer).nodes.list({})).total).toBe(0);
  },
  PATIENCE_MS,
);

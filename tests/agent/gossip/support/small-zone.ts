import { type GossipConfig, LAN } from '@/agent/gossip/config';
import { Gossip } from '@/agent/gossip/gossip';
import type { CardFacts, GossipStore, Snapshot } from '@/agent/gossip/gossip-deps';
import type { News, Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';
import type { Receiver, StreamFailure, Transport } from '@/agent/gossip/transport';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../../support/fake-clock';
import { QuietLog } from '../../../support/quiet-log';
import { TestKeys } from './test-keys';

const LATENCY_MS = 1;

/** An agent's gossip of a small zone, and what it is made of. */
export interface Member {
  readonly gossip: Gossip;
  readonly address: string;
  readonly store: { snapshot: Snapshot | undefined };
  readonly log: QuietLog;
}

interface Options {
  readonly config?: Partial<GossipConfig>;
  readonly facts?: Partial<CardFacts>;
  readonly epochMs?: number;
  readonly snapshot?: Snapshot | undefined;
  /** Another machine with the same name, such as a copy. */
  readonly address?: string;
}

/** A few members on one clock and a network that loses nothing, but for what a test cuts. */
export class SmallZone {
  readonly clock = new FakeClock();
  readonly packets: { from: string; to: string; packet: Packet }[] = [];
  readonly requests: { from: string; to: string; request: StreamRequest }[] = [];
  /** Whether a datagram, or the connection of a stream, passes. */
  passes: (from: string, to: string) => boolean = () => true;
  streamsPass: (from: string, to: string) => boolean = (from, to) => this.passes(from, to);
  /** Whose questions are answered with a refusal, as of a run that is older than another. */
  declines: (from: string, to: string) => boolean = () => false;
  newsBytesMax = 1_200;
  readonly #listening = new Map<string, Receiver>();
  #seed = 1;

  /** Started, and joined to `seed` where one is named. */
  async add(name: string, options: Options & { readonly seed?: Member } = {}): Promise<Member> {
    const member = this.create(name, options);
    if (options.seed !== undefined) member.gossip.setSeeds([options.seed.address]);
    member.gossip.start();
    await this.clock.advance(1_000);
    return member;
  }

  create(name: string, options: Options = {}): Member {
    const address = options.address ?? `10.0.0.${name}:6768`;
    const saved: Member['store'] = { snapshot: options.snapshot };
    const store: GossipStore = {
      load: () => saved.snapshot,
      save: (snapshot) => {
        saved.snapshot = snapshot;
      },
    };
    let epochMs = options.epochMs ?? this.clock.wallMs();
    const log = new QuietLog();
    const gossip = new Gossip({
      clock: this.clock,
      random: seededRandom(this.#seed++ * 7_919),
      transport: this.#transport(address),
      log,
      config: { ...LAN, ...options.config },
      keys: new TestKeys(name),
      epoch: {
        get valueMs() {
          return epochMs;
        },
        renew: (aboveMs) => {
          epochMs = aboveMs + 1;
        },
      },
      store,
      facts: { ...factsOf(name, address), ...options.facts },
    });
    return { gossip, address, store: saved, log };
  }

  /** As by SIGKILL: its timers run on, and reach nobody. */
  kill({ address }: Member): void {
    this.#listening.delete(address);
    const { passes, streamsPass } = this;
    this.passes = (from, to) => from !== address && passes(from, to);
    this.streamsPass = (from, to) => from !== address && streamsPass(from, to);
  }

  /** What everybody of `observers` holds of `name`. */
  opinions(observers: readonly Member[], name: string): (string | undefined)[] {
    return observers.map(({ gossip }) => gossip.find(name)?.state);
  }

  async until(isSo: () => boolean, withinMs: number): Promise<number> {
    const startMs = this.clock.nowMs();
    while (!isSo()) {
      if (this.clock.nowMs() - startMs > withinMs) throw new Error(`not within ${withinMs} ms`);
      await this.clock.advance(50);
    }
    return this.clock.nowMs() - startMs;
  }

  inject(to: Member, packet: Packet, from = '10.9.9.9:6768'): void {
    this.#listening.get(to.address)?.packet({ seal: '', address: from }, packet);
  }

  #transport(address: string): Transport {
    return {
      newsBytesMax: this.newsBytesMax,
      sizeOf: (news: News) => JSON.stringify(news, (_, value) => compact(value)).length,
      listen: (receiver) => this.#listening.set(address, receiver),
      send: (to, packet) => this.#send(address, to, packet),
      request: (to, request, timeoutMs, done) =>
        this.#ask(address, to, { request, timeoutMs, done }),
    };
  }

  #send(from: string, to: string, packet: Packet): void {
    this.packets.push({ from, to, packet });
    if (!this.passes(from, to)) return;
    this.clock.after(LATENCY_MS, () => {
      this.#listening.get(to)?.packet({ seal: '', address: from }, packet);
    });
  }

  #ask(from: string, to: string, { request, timeoutMs, done }: Question): void {
    this.requests.push({ from, to, request });
    if (!this.streamsPass(from, to)) {
      this.clock.after(timeoutMs, () => done('timeout'));
      return;
    }
    this.clock.after(2 * LATENCY_MS, () => {
      const receiver = this.#listening.get(to);
      if (receiver === undefined) done('refused');
      else if (this.declines(from, to)) done({ kind: 'declined', reason: 'another run is later' });
      else done(receiver.request({ seal: '', address: '10.8.8.8:50000' }, request));
    });
  }
}

interface Question {
  readonly request: StreamRequest;
  readonly timeoutMs: number;
  readonly done: (answer: StreamAnswer | StreamFailure) => void;
}

function compact(value: unknown): unknown {
  return value instanceof Uint8Array ? '' : value;
}

export function factsOf(name: string, address: string): CardFacts {
  return {
    name,
    hostname: `${name}.example.net`,
    addresses: [address],
    zone: 'default',
    groups: ['linux'],
    roles: [],
    isRelay: false,
    canRelay: true,
    checks: { ok: 1, warning: 0, critical: 0, unknown: 0, pending: 0, stale: 0 },
    agentVersion: '0.1.0',
  };
}

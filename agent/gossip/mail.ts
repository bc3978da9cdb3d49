import type { Cancel } from '@/common/clock';
import type { GossipCounters } from './counters';
import { type Dissemination, RANKS } from './dissemination';
import type { GossipDeps } from './gossip-deps';
import type { News, Packet, StreamAnswer, StreamRequest } from './message';
import { newsKey } from './news';
import type { Roster } from './roster';
import type { StreamFailure } from './transport';

type WithoutNews<T> = T extends { readonly news: readonly News[] } ? Omit<T, 'news'> : never;
export type Envelope = WithoutNews<Packet>;

const LARGE_BYTES_MAX = 65_536;

/**
 * All that leaves this member: packets with news on them, and, while there is news, a few packets
 * each interval to members by chance. A zone at rest hears nothing but probes.
 */
export class Mail {
  readonly #deps: GossipDeps;
  readonly #roster: Roster;
  readonly #queue: Dissemination;
  readonly #counters: GossipCounters;
  #cancel: Cancel | null = null;
  #lastMs = Number.NEGATIVE_INFINITY;
  #isOpen = false;

  constructor(deps: GossipDeps, roster: Roster, queue: Dissemination, counters: GossipCounters) {
    this.#deps = deps;
    this.#roster = roster;
    this.#queue = queue;
    this.#counters = counters;
  }

  open(): void {
    this.#isOpen = true;
    this.wake();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** @param first news for this receiver, before what all are told */
  send(to: string, envelope: Envelope, first: readonly News[] = []): void {
    if (!this.#isOpen) return;
    const { transport } = this.#deps;
    let bytesLeft = transport.newsBytesMax;
    const news: News[] = [];
    for (const piece of first) {
      const sizeBytes = transport.sizeOf(piece);
      if (sizeBytes > bytesLeft) continue;
      bytesLeft -= sizeBytes;
      news.push(piece);
    }
    const common = this.#queue.take(bytesLeft, this.#transmitsMax);
    this.#counters.packetsSent += 1;
    transport.send(to, { ...envelope, news: [...news, ...common] });
  }

  ask(
    to: string,
    request: StreamRequest,
    timeoutMs: number,
    done: (answer: StreamAnswer | StreamFailure) => void,
  ): void {
    if (!this.#isOpen) return;
    this.#counters.streamsAsked += 1;
    this.#deps.transport.request(to, request, timeoutMs, (answer) => {
      if (this.#isOpen) done(answer);
    });
  }

  /** Somebody else tells this as well. */
  heard(news: News): void {
    this.#queue.heard(newsKey(news), this.#transmitsMax);
  }

  /** Tells everybody. */
  spread(news: News, rank: (typeof RANKS)[keyof typeof RANKS] = RANKS.other): void {
    this.#queue.add(news, rank);
    this.wake();
  }

  /** What is new goes at once, unless the last round was less than an interval ago. */
  wake(): void {
    if (!this.#isOpen || this.#cancel !== null || this.#queue.isEmpty) return;
    if (this.#roster.presentCount === 1) return;
    const { clock, config } = this.#deps;
    const nextMs = this.#lastMs + config.gossipIntervalMs;
    this.#cancel = clock.after(Math.max(0, nextMs - clock.nowMs()), () => this.#tick());
  }

  #tick(): void {
    const { clock, config, random } = this.#deps;
    this.#cancel = null;
    this.#lastMs = clock.nowMs();
    for (const member of this.#roster.pick(config.gossipFanout, random)) {
      const hasNews = this.#queue.size > this.#queue.largeCount;
      if (hasNews) this.send(member.address, { kind: 'news' });
    }
    this.#pushLarge();
    this.wake();
  }

  /** A card that no packet has room for is handed over a stream, one member a round. */
  #pushLarge(): void {
    if (this.#queue.largeCount === 0) return;
    const [member] = this.#roster.pick(1, this.#deps.random);
    if (member === undefined) return;
    const news = this.#queue.takeLarge(LARGE_BYTES_MAX, this.#transmitsMax);
    const { exchangeTimeoutMs } = this.#deps.config;
    const request = { kind: 'exchange', buckets: [], standings: [], news } as const;
    this.ask(member.address, request, exchangeTimeoutMs, () => {});
  }

  get #transmitsMax(): number {
    const { transmitFactor } = this.#deps.config;
    return transmitFactor * (1 + Math.ceil(Math.log10(this.#roster.presentCount + 1)));
  }
}

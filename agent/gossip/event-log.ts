import type { Cancel } from '@/common/clock';
import { type ClusterEvent, clusterEvent } from '@/common/domain/member';
import { AppError } from '@/common/errors';
import type { GossipDeps } from './gossip-deps';
import { type EventNews, newsKey } from './news';

const OWN_A_MINUTE_MAX = 30;
/** Of one other: clocks and ways differ, so it may seem to tell a few more. */
const OTHER_A_MINUTE_MAX = 60;
const MINUTE_MS = 60_000;
const EVENTS_MAX = 512;
const BYTES_MAX = 262_144;
/** Those that are over are remembered, so that nobody tells them anew. */
const SEEN_MAX = 8_192;

interface Kept {
  readonly news: EventNews;
  readonly heardMs: number;
  readonly sizeBytes: number;
}

/** Events of the last minutes, and which were ever seen; bounded in number, bytes, age and rate. */
export class EventLog {
  readonly #deps: GossipDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #seen = new Map<string, number>();
  readonly #rates = new Map<string, { startMs: number; count: number }>();
  readonly #listeners = new Set<(event: ClusterEvent) => void>();
  #bytes = 0;

  constructor(deps: GossipDeps) {
    this.#deps = deps;
  }

  /** Oldest first. */
  get news(): EventNews[] {
    this.prune();
    return [...this.#kept.values()].map(({ news }) => news);
  }

  has(news: EventNews): boolean {
    return this.#seen.has(newsKey(news));
  }

  /** @throws {AppError} INVALID for what is no event, BUSY for too many */
  create(type: string, payload: string): EventNews {
    const { clock, keys } = this.#deps;
    const draft = { id: this.#newId(), type, payload, from: keys.id, atMs: clock.wallMs() };
    const parsed = clusterEvent.safeParse(draft);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new AppError(
        'INVALID',
        `This is no event: ${issue?.path.join('.')}: ${issue?.message}.`,
      );
    }
    if (!this.isWelcome(keys.id)) {
      const hint = 'Wait a minute: every agent of the zone carries each of them.';
      throw new AppError(
        'BUSY',
        `This agent told ${OWN_A_MINUTE_MAX} events within a minute. ${hint}`,
      );
    }
    const unsigned = { kind: 'event', event: parsed.data } as const;
    return { ...unsigned, signature: keys.sign(unsigned) };
  }

  /** Whether this sender may tell one more now. */
  isWelcome(from: string): boolean {
    const nowMs = this.#deps.clock.nowMs();
    const rate = this.#rates.get(from);
    if (rate === undefined || nowMs - rate.startMs > MINUTE_MS) return true;
    return rate.count < (from === this.#deps.keys.id ? OWN_A_MINUTE_MAX : OTHER_A_MINUTE_MAX);
  }

  add(news: EventNews): void {
    const { clock, transport } = this.#deps;
    const key = newsKey(news);
    const nowMs = clock.nowMs();
    this.#count(news.event.from, nowMs);
    this.#seen.set(key, nowMs);
    const sizeBytes = transport.sizeOf(news);
    this.#kept.set(key, { news, heardMs: nowMs, sizeBytes });
    this.#bytes += sizeBytes;
    this.prune();
    for (const listener of this.#listeners) listener(news.event);
  }

  onEvent(listener: (event: ClusterEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets what is over. */
  prune(): void {
    const { clock, config } = this.#deps;
    const nowMs = clock.nowMs();
    for (const [key, { heardMs, sizeBytes }] of this.#kept) {
      const isOver = nowMs - heardMs > config.eventKeptMs;
      if (!isOver && this.#kept.size <= EVENTS_MAX && this.#bytes <= BYTES_MAX) break;
      this.#kept.delete(key);
      this.#bytes -= sizeBytes;
    }
    for (const [key, seenMs] of this.#seen) {
      if (nowMs - seenMs <= 2 * config.eventKeptMs && this.#seen.size <= SEEN_MAX) break;
      this.#seen.delete(key);
    }
    for (const [from, { startMs }] of this.#rates) {
      if (nowMs - startMs > MINUTE_MS) this.#rates.delete(from);
    }
  }

  #count(from: string, nowMs: number): void {
    const rate = this.#rates.get(from);
    if (rate === undefined || nowMs - rate.startMs > MINUTE_MS) {
      this.#rates.set(from, { startMs: nowMs, count: 1 });
    } else rate.count += 1;
  }

  #newId(): string {
    const word = () =>
      Math.floor(this.#deps.random.next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return [word(), word(), word(), word()].join('');
  }
}

import type { Cancel } from '@/common/clock';
import type { MemberCard } from '@/common/domain/member';
import type { Awareness } from './awareness';
import { createCard } from './card';
import type { GossipCounters } from './counters';
import { RANKS } from './dissemination';
import type { CardFacts, GossipDeps } from './gossip-deps';
import type { Mail } from './mail';
import type { CardNews, LeftNews } from './news';
import type { Roster } from './roster';

/** Whoever accuses faster is answered once for all. */
const REFUTATION_INTERVAL_MS = 500;

interface OwnParts {
  readonly roster: Roster;
  readonly mail: Mail;
  readonly awareness: Awareness;
  readonly counters: GossipCounters;
  /** The incarnation is another, and should outlive this run. */
  readonly onRaised: () => void;
}

/** What this member says of itself: it alone raises its incarnation. */
export class Own {
  readonly sinceMs: number;
  readonly #deps: GossipDeps;
  readonly #parts: OwnParts;
  #facts: CardFacts;
  #news: CardNews;
  #left: LeftNews | null = null;
  #toldMs: number;
  #refutedMs = Number.NEGATIVE_INFINITY;
  #cancel: Cancel | null = null;

  constructor(deps: GossipDeps, parts: OwnParts, incarnation: number) {
    this.#deps = deps;
    this.#parts = parts;
    this.#facts = deps.facts;
    this.sinceMs = deps.clock.wallMs();
    this.#toldMs = deps.clock.nowMs();
    this.#news = this.#signed(incarnation);
    parts.roster.countSelf(this.card, 1);
  }

  get news(): CardNews {
    return this.#news;
  }

  get card(): MemberCard {
    return this.#news.card;
  }

  /** Null until it leaves. */
  get left(): LeftNews | null {
    return this.#left;
  }

  /** A change of the counts of checks alone waits its turn. */
  setFacts(facts: CardFacts): void {
    const isSame = worded({ ...facts, zone: '' }) === worded({ ...this.#facts, zone: '' });
    if (isSame) return;
    const { checks } = this.#facts;
    const isCountsOnly =
      worded({ ...facts, checks }) === worded({ ...this.#facts, zone: facts.zone });
    this.#facts = { ...facts, zone: this.#facts.zone };
    const { clock, config } = this.#deps;
    if (isCountsOnly) this.#later(this.#toldMs + config.cardIntervalMs - clock.nowMs());
    else this.raise(this.card.incarnation + 1);
  }

  /**
   * @param accuser for the log
   * @returns whether it was this incarnation that is accused, so that a higher one answers it
   */
  refute(incarnation: number, accuser: string): boolean {
    if (this.#left !== null || incarnation !== this.card.incarnation) return false;
    const { clock, log } = this.#deps;
    const waitMs = this.#refutedMs + REFUTATION_INTERVAL_MS - clock.nowMs();
    if (waitMs > 0) {
      this.#later(waitMs);
      return false;
    }
    this.#refutedMs = clock.nowMs();
    this.#parts.awareness.change(1);
    this.#parts.counters.refuted += 1;
    log.info('accused, and refuted', { accuser, incarnation });
    this.raise(incarnation + 1);
    return true;
  }

  /** A new card goes to everybody. */
  raise(incarnation: number): void {
    if (this.#left !== null || incarnation > Number.MAX_SAFE_INTEGER) return;
    const { clock } = this.#deps;
    const { mail, onRaised, roster } = this.#parts;
    this.#cancel?.();
    this.#cancel = null;
    this.#toldMs = clock.nowMs();
    roster.countSelf(this.card, -1);
    this.#news = this.#signed(incarnation);
    roster.countSelf(this.card, 1);
    mail.spread(this.#news, RANKS.own);
    onRaised();
  }

  /** From here on it says nothing more of itself. */
  leave(): LeftNews {
    this.#cancel?.();
    const { id, incarnation } = this.card;
    const unsigned = { kind: 'left', id, incarnation, by: 'itself' } as const;
    const left = { ...unsigned, signature: this.#deps.keys.sign(unsigned) };
    this.#left = left;
    return left;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #later(delayMs: number): void {
    if (this.#cancel !== null) return;
    const raise = () => this.raise(this.card.incarnation + 1);
    this.#cancel = this.#deps.clock.after(Math.max(0, delayMs), raise);
  }

  #signed(incarnation: number): CardNews {
    const { epoch, keys } = this.#deps;
    const card = createCard(this.#facts, keys.id, incarnation, epoch.valueMs);
    const unsigned = { kind: 'alive', card, lineage: keys.lineage } as const;
    return { ...unsigned, signature: keys.sign(unsigned) };
  }
}

function worded(facts: CardFacts): string {
  return JSON.stringify(facts);
}

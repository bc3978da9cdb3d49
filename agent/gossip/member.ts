import type { MemberState, MemberView } from '@/common/domain/member';
import type { Standing } from './message';
import type { CardNews, LeftNews } from './news';
import type { RoundTrip } from './round-trip';
import type { Suspicion } from './suspicion';

/** What this agent knows of one other. Only the roster changes where it stands. */
export class Member {
  news: CardNews;
  state: MemberState;
  /** Since when it is in this state, monotonic. */
  changedMs: number;
  /** Where it is in the roster's list of the present, or of the dead. */
  place = -1;
  /** While it is a suspect; of one that is dead, why. */
  suspicion: Suspicion | null = null;
  left: LeftNews | null = null;
  roundTrip: RoundTrip | null = null;
  /** Of the last run, and not heard of in this: dead for want of knowledge, not by evidence. */
  isRemembered = false;

  constructor(news: CardNews, nowMs: number) {
    this.news = news;
    this.state = 'alive';
    this.changedMs = nowMs;
  }

  get id(): string {
    return this.news.card.id;
  }

  get incarnation(): number {
    return this.news.card.incarnation;
  }

  get address(): string {
    return this.news.card.addresses[0] ?? '';
  }

  get standing(): Standing {
    return { id: this.id, incarnation: this.incarnation, state: this.state };
  }

  /** @param wallOf what the wall clock showed at a monotonic time */
  view(wallOf: (nowMs: number) => number): MemberView {
    return {
      card: this.news.card,
      state: this.state,
      sinceMs: wallOf(this.changedMs),
      accusations: this.suspicion?.accusations.map(({ accusation }) => accusation) ?? [],
      heardMs: this.roundTrip === null ? null : wallOf(this.roundTrip.heardMs),
      roundTripMs: this.roundTrip?.smoothedMs ?? null,
    };
  }
}

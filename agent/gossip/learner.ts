import type { AccuserLimit } from './accuser-limit';
import { speaksWith } from './card';
import type { DropReason, GossipCounters } from './counters';
import { differences } from './differences';
import { RANKS } from './dissemination';
import type { EventLog } from './event-log';
import type { GossipDeps } from './gossip-deps';
import type { History } from './history';
import type { Judge } from './judge';
import type { Mail } from './mail';
import { Member } from './member';
import type { News } from './message';
import {
  type AccusedNews,
  type CardNews,
  compareCards,
  type EventNews,
  isPresent,
  type LeftNews,
} from './news';
import type { Own } from './own';
import type { Roster } from './roster';
import type { Twin } from './twin';

/**
 * What became of a piece of news. `stale`: whoever told it should be told better; `behind`: it builds
 * on something that is not known here.
 */
export type Learned = 'new' | 'known' | 'stale' | 'behind' | 'dropped';

interface LearnerParts {
  readonly roster: Roster;
  readonly mail: Mail;
  readonly own: Own;
  readonly twin: Twin;
  readonly judge: Judge;
  readonly limit: AccuserLimit;
  readonly events: EventLog;
  readonly history: History;
  readonly counters: GossipCounters;
  /** One that was held for dead is back. */
  readonly onReturned: (member: Member) => void;
  /** The zone's master key sends this member away. */
  readonly onEvicted: () => void;
}

/** Takes news in: decides whether it is newer than what is known, and rightly signed, in this order. */
export class Learner {
  readonly #deps: GossipDeps;
  readonly #parts: LearnerParts;

  constructor(deps: GossipDeps, parts: LearnerParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /** @param isSpread false for what all others of the zone know already */
  learn(news: News, isSpread = true): Learned {
    const learned = this.#take(news, isSpread);
    if (learned === 'new') this.#parts.counters.newsLearned += 1;
    if (learned === 'known' && news.kind !== 'accused') this.#parts.mail.heard(news);
    if (learned === 'stale') this.#parts.counters.newsStale += 1;
    return learned;
  }

  /** What to tell whoever told stale news. */
  better(news: News): News | undefined {
    const { own, roster } = this.#parts;
    const subject = subjectOf(news);
    if (subject === own.card.id) return own.left ?? own.news;
    const member = roster.get(subject);
    return member?.left ?? member?.news;
  }

  #take(news: News, isSpread: boolean): Learned {
    switch (news.kind) {
      case 'alive':
        return this.#alive(news, isSpread);
      case 'left':
        return this.#left(news, isSpread);
      case 'accused':
        return this.#accused(news);
      case 'event':
        return this.#event(news, isSpread);
    }
  }

  #alive(news: CardNews, isSpread: boolean): Learned {
    const { mail, own, roster } = this.#parts;
    if (news.card.id === own.card.id) return this.#ofSelf(news);
    const known = roster.get(news.card.id);
    const isOld = known === undefined ? null : this.#isOld(news, known);
    if (isOld !== null) return isOld;
    const reason = this.#objection(news, known);
    if (reason !== null) return this.#drop(reason);
    if (known === undefined) this.#join(news);
    else this.#update(known, news);
    if (isSpread) mail.spread(news);
    return 'new';
  }

  #ofSelf(news: CardNews): Learned {
    const { own, twin } = this.#parts;
    const order = compareCards(news, own.news);
    // No two runs share an incarnation: else whoever has the one would not miss the other.
    const isShared = order < 0 && news.card.incarnation === own.card.incarnation;
    if (order < 0 && !isShared) return 'stale';
    if (order === 0 && Buffer.compare(news.signature, own.news.signature) === 0) return 'known';
    if (!this.#deps.keys.verify(news, news.lineage)) return this.#drop('signature');
    twin.hear(news);
    return 'known';
  }

  /** Of one that is only remembered from the last run, its last card is new as well. */
  #isOld(news: CardNews, known: Member): Learned | null {
    const order = compareCards(news, known.news);
    if (order < 0) return 'stale';
    if (order === 0) return known.isRemembered ? null : 'known';
    const { left } = known;
    return left !== null && news.card.incarnation <= left.incarnation ? 'stale' : null;
  }

  #objection(news: CardNews, known: Member | undefined): DropReason | null {
    const { card, lineage } = news;
    const { config, keys } = this.#deps;
    const { own, roster } = this.#parts;
    if (known === undefined && card.zone !== own.card.zone) return 'zone';
    if (!speaksWith(card)) return 'protocol';
    if (known === undefined && roster.size >= config.membersMax) return 'full';
    return keys.verify(news, lineage) ? null : 'signature';
  }

  #join(news: CardNews): void {
    const { history, roster } = this.#parts;
    roster.add(new Member(news, this.#deps.clock.nowMs()));
    history.add(news.card, 'joined', '');
  }

  #update(member: Member, news: CardNews): void {
    const { counters, history, judge, onReturned, own, roster } = this.#parts;
    const { state, isRemembered } = member;
    const before = member.news.card;
    judge.close(member);
    member.left = null;
    member.isRemembered = false;
    const isHere = news.card.zone === own.card.zone;
    const nowMs = this.#deps.clock.nowMs();
    roster.change(member, { news, state: isHere ? 'alive' : 'left', nowMs });
    if (state === 'suspect') {
      counters.suspicionsRefuted += 1;
      history.add(news.card, 'refuted', 'suspect → alive');
    } else if (state !== 'alive' && isHere && !isRemembered) {
      history.add(news.card, 'returned', `${state} → alive`);
    }
    for (const [change, detail] of differences(before, news.card)) {
      history.add(news.card, change, detail);
    }
    if (state === 'dead') onReturned(member);
  }

  #left(news: LeftNews, isSpread: boolean): Learned {
    const { history, judge, mail, own, roster } = this.#parts;
    if (news.id === own.card.id) return this.#leftOfSelf(news);
    const member = roster.get(news.id);
    if (member === undefined || member.isRemembered || member.state === 'left') return 'known';
    if (news.incarnation < member.incarnation) return 'stale';
    if (!this.#deps.keys.verify(news, member.news.lineage)) return this.#drop('signature');
    const { state } = member;
    judge.close(member);
    member.left = news;
    roster.change(member, { state: 'left', nowMs: this.#deps.clock.nowMs() });
    history.add(
      member.news.card,
      'left',
      `${state} → left${news.by === 'master' ? ': sent away' : ''}`,
    );
    if (isSpread) mail.spread(news);
    return 'new';
  }

  #leftOfSelf(news: LeftNews): Learned {
    const { onEvicted, own } = this.#parts;
    if (own.left !== null) return 'known';
    if (news.incarnation < own.card.incarnation) return 'stale';
    if (!this.#deps.keys.verify(news, own.news.lineage)) return this.#drop('signature');
    if (news.by === 'master') onEvicted();
    else own.raise(news.incarnation + 1);
    return news.by === 'master' ? 'known' : 'stale';
  }

  #accused(news: AccusedNews): Learned {
    const { own, roster } = this.#parts;
    const { accuser, incarnation, subject } = news.accusation;
    if (subject === own.card.id) {
      if (incarnation > own.card.incarnation) return 'behind';
      return own.refute(incarnation, accuser) || incarnation < own.card.incarnation
        ? 'stale'
        : 'known';
    }
    const member = roster.get(subject);
    if (accuser === own.card.id) return this.#accusedByMe(news, member);
    if (member === undefined || member.isRemembered || incarnation > member.incarnation) {
      return 'behind';
    }
    if (incarnation < member.incarnation || member.state === 'left') return 'stale';
    return member.state === 'dead' ? 'known' : this.#charge(member, news);
  }

  /** Of this run or the last: when it is of no more use, whoever carries it is told so. */
  #accusedByMe({ accusation }: AccusedNews, member: Member | undefined): Learned {
    return member !== undefined && accusation.incarnation < member.incarnation ? 'stale' : 'known';
  }

  #charge(member: Member, news: AccusedNews): Learned {
    const { judge, limit, roster } = this.#parts;
    const { accuser } = news.accusation;
    const isHeard = member.suspicion?.hasAccuser(accuser) === true;
    if (isHeard || member.suspicion?.isFull) return 'known';
    const witness = roster.get(accuser);
    if (witness === undefined) return 'behind';
    // The dead accuse nobody: who is out of reach may well be the one that reaches nobody.
    if (!isPresent(witness.state)) return this.#drop('accuser');
    if (!this.#deps.keys.verify(news, witness.news.lineage)) return this.#drop('signature');
    const nowMs = this.#deps.clock.nowMs();
    if (!limit.open(accuser, roster.presentCount, nowMs)) return this.#drop('accuser');
    judge.hear(member, news);
    return 'new';
  }

  #event(news: EventNews, isSpread: boolean): Learned {
    const { events, mail, own, roster } = this.#parts;
    const { from } = news.event;
    if (events.has(news)) return 'known';
    const sender = from === own.card.id ? own : roster.get(from);
    if (sender === undefined) return 'behind';
    if (!events.isWelcome(from)) return this.#drop('sender');
    if (!this.#deps.keys.verify(news, sender.news.lineage)) return this.#drop('signature');
    events.add(news);
    if (isSpread) mail.spread(news, RANKS.other);
    return 'new';
  }

  #drop(reason: DropReason): Learned {
    this.#parts.counters.dropped[reason] += 1;
    return 'dropped';
  }
}

function subjectOf(news: News): string {
  switch (news.kind) {
    case 'alive':
      return news.card.id;
    case 'left':
      return news.id;
    case 'accused':
      return news.accusation.subject;
    case 'event':
      return news.event.from;
  }
}

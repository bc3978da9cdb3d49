import type { EventLog } from './event-log';
import { gapTo, standingsIn } from './gap';
import type { GossipDeps } from './gossip-deps';
import type { Learner } from './learner';
import type { Mail } from './mail';
import type { Member } from './member';
import type { News, Standing, StreamAnswer, StreamRequest } from './message';
import { isPresent } from './news';
import type { Own } from './own';
import type { Roster } from './roster';
import { BUCKET_COUNT } from './standing-hash';

/** News in one question or answer; what does not fit goes with the next. */
const NEWS_BYTES_MAX = 1_048_576;
/** A joiner asks on until it has all. */
const ROUNDS_MAX = 64;
/** Members that are probed, or pinged, because two lists differ in them. */
const SETTLED_MAX = 8;

export type ExchangeOutcome =
  | { readonly is: 'done' }
  | { readonly is: 'failed'; readonly reason: string };

type Compared = StreamAnswer & { readonly kind: 'compared' };

interface ExchangeParts {
  readonly roster: Roster;
  readonly mail: Mail;
  readonly own: Own;
  readonly learner: Learner;
  readonly events: EventLog;
  /** Others hold it for dead. */
  readonly onDoubted: (member: Member) => void;
  /** Others hold it for alive. */
  readonly onRevived: (member: Member) => void;
}

/**
 * Push-pull: two members compare hashes of their lists, then, where these differ, the lists, and give
 * one another what each lacks. Nobody's judgement is taken over: news travels, and what is held for
 * dead by one and not by the other is probed.
 */
export class Exchange {
  readonly #deps: GossipDeps;
  readonly #parts: ExchangeParts;

  constructor(deps: GossipDeps, parts: ExchangeParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /** @param isJoining this member knows nobody yet, and all others know what it is told */
  begin(address: string, isJoining: boolean, done: (outcome: ExchangeOutcome) => void): void {
    this.#compare(address, isJoining, ROUNDS_MAX, done);
  }

  /** To what another asks. */
  answer(request: StreamRequest & { readonly kind: 'compare' | 'exchange' }): StreamAnswer {
    return request.kind === 'compare' ? this.#compared(request) : this.#exchanged(request);
  }

  #compare(
    address: string,
    isJoining: boolean,
    roundsLeft: number,
    done: (outcome: ExchangeOutcome) => void,
  ): void {
    const { events, mail, roster } = this.#parts;
    const request = {
      kind: 'compare',
      isJoining,
      buckets: roster.buckets(),
      events: events.news.map(({ event }) => event.id),
    } as const;
    mail.ask(address, request, this.#deps.config.exchangeTimeoutMs, (answer) => {
      const compared = answerOf(answer, 'compared');
      if (typeof compared === 'string') return done({ is: 'failed', reason: compared });
      this.#learnAll(compared.news, !isJoining);
      mail.wake();
      if (compared.buckets.length === 0) return done({ is: 'done' });
      this.#give(address, compared, isJoining, (outcome) => {
        const isMore = isJoining && roundsLeft > 1 && this.#lacksAny(compared.standings);
        if (outcome.is === 'done' && isMore && outcome.learnedCount > 0) {
          return this.#compare(address, isJoining, roundsLeft - 1, done);
        }
        done(outcome);
      });
    });
  }

  #give(
    address: string,
    { buckets, standings }: Compared,
    isJoining: boolean,
    done: (
      outcome: (ExchangeOutcome & { is: 'failed' }) | { is: 'done'; learnedCount: number },
    ) => void,
  ): void {
    const { mail } = this.#parts;
    const request = {
      kind: 'exchange',
      buckets,
      standings: this.#standings(buckets),
      news: this.#lackedBy(standings, buckets),
    } as const;
    mail.ask(address, request, this.#deps.config.exchangeTimeoutMs, (answer) => {
      const exchanged = answerOf(answer, 'exchanged');
      if (typeof exchanged === 'string') return done({ is: 'failed', reason: exchanged });
      this.#learnAll(exchanged.news, !isJoining);
      done({ is: 'done', learnedCount: exchanged.news.length });
    });
  }

  #compared({ buckets, events, isJoining }: StreamRequest & { kind: 'compare' }): StreamAnswer {
    const own = this.#parts.roster.buckets();
    const differing = Array.from({ length: BUCKET_COUNT }, (_, index) => index).filter(
      (index) => own[index] !== buckets[index],
    );
    const known = new Set(events);
    const lacked = this.#parts.events.news.filter(({ event }) => !known.has(event.id));
    const news = isJoining ? [...this.#lackedBy([], differing), ...lacked] : lacked;
    return {
      kind: 'compared',
      buckets: differing,
      standings: this.#standings(differing),
      news: this.#fitting(news),
    };
  }

  #exchanged({ buckets, news, standings }: StreamRequest & { kind: 'exchange' }): StreamAnswer {
    this.#learnAll(news, true);
    return { kind: 'exchanged', news: this.#lackedBy(standings, buckets) };
  }

  /** What they lack, as far as it fits; what is to be settled is seen to. */
  #lackedBy(theirs: readonly Standing[], buckets: readonly number[]): News[] {
    const { onDoubted, onRevived, own, roster } = this.#parts;
    const gap = gapTo(theirs, buckets, roster);
    for (const member of this.#some(gap.doubted)) onDoubted(member);
    for (const member of this.#some(gap.revived)) onRevived(member);
    const asTheySee = theirs.find(({ id }) => id === own.card.id);
    const isSelfLacked = (asTheySee?.incarnation ?? -1) < own.card.incarnation;
    // Whoever holds this member for dead is told by a new incarnation, which it takes an accusation to get.
    if (asTheySee?.state === 'dead' && !isSelfLacked) {
      own.refute(asTheySee.incarnation, 'the list of another');
    }
    const isOwnDue = buckets.length > 0 && own.left === null;
    const isOwnNews = isSelfLacked || asTheySee?.state === 'dead';
    return this.#fitting(isOwnDue && isOwnNews ? [own.news, ...gap.news] : gap.news);
  }

  #standings(buckets: readonly number[]): Standing[] {
    const { own, roster } = this.#parts;
    const { id, incarnation } = own.card;
    const self = { id, incarnation, state: own.left === null ? 'alive' : 'left' } as const;
    return [self, ...standingsIn(buckets, roster)];
  }

  #lacksAny(standings: readonly Standing[]): boolean {
    const { own, roster } = this.#parts;
    return standings.some(({ id, state }) => {
      return isPresent(state) && id !== own.card.id && roster.get(id) === undefined;
    });
  }

  #learnAll(news: readonly News[], isSpread: boolean): void {
    for (const piece of news) this.#parts.learner.learn(piece, isSpread);
  }

  #fitting(news: readonly News[]): News[] {
    let bytesLeft = NEWS_BYTES_MAX;
    const taken: News[] = [];
    for (const piece of news) {
      bytesLeft -= this.#deps.transport.sizeOf(piece);
      if (bytesLeft < 0) break;
      taken.push(piece);
    }
    return taken;
  }

  /** Others settle the rest: each exchange of a healed zone takes its share. */
  #some(members: readonly Member[]): readonly Member[] {
    if (members.length <= SETTLED_MAX) return members;
    const start = Math.floor(this.#deps.random.next() * members.length);
    return [...members.slice(start), ...members.slice(0, start)].slice(0, SETTLED_MAX);
  }
}

/** @returns the answer, or in words why there is none of this kind */
function answerOf<K extends StreamAnswer['kind']>(
  answer: StreamAnswer | 'refused' | 'timeout' | 'unreachable',
  kind: K,
): (StreamAnswer & { kind: K }) | string {
  if (answer === 'refused') return 'nobody listens there';
  if (answer === 'timeout') return 'there was no answer in time';
  if (answer === 'unreachable') return 'there is no way to it';
  if (answer.kind === 'declined') return answer.reason;
  return isOf(answer, kind) ? answer : `it answered with ${answer.kind} instead of ${kind}`;
}

function isOf<K extends StreamAnswer['kind']>(
  answer: StreamAnswer,
  kind: K,
): answer is StreamAnswer & { kind: K } {
  return answer.kind === kind;
}

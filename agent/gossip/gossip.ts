import type { Cancel } from '@/common/clock';
import type { ClusterEvent, MemberChange, MemberView } from '@/common/domain/member';
import type { GossipCounters } from './counters';
import { RANKS } from './dissemination';
import type { CardFacts, GossipDeps } from './gossip-deps';
import type { Joined, Membership, Pinged } from './membership';
import type { News } from './message';
import { createParts, type Parts } from './parts';
import type { ProbeOutcome } from './probe';
import { WallAnchor } from './wall-anchor';

/** A leave is told for so long at most. */
const LEAVE_MS_MAX = 2_000;
const LEAVE_STEP_MS = 50;

/** The SWIM membership protocol: who is in the zone, and who seems not to be any more. */
export class Gossip implements Membership {
  readonly #deps: GossipDeps;
  readonly #parts: Parts;
  readonly #anchor: WallAnchor;
  readonly #sinceMs: number;
  #isSilent = true;
  #isGone = false;

  constructor(deps: GossipDeps) {
    this.#deps = deps;
    this.#anchor = new WallAnchor(deps.clock);
    this.#sinceMs = deps.clock.wallMs();
    this.#parts = createParts(deps, {
      onSilenced: () => this.stop(),
      onEvicted: () => this.#evicted(),
    });
    deps.transport.listen(this.#parts.post);
  }

  /** Asks the seeds and those of the last run, and probes from then on. */
  start(): void {
    const { history, mail, memory, own, post, prober, rendezvous } = this.#parts;
    this.#isSilent = false;
    post.open();
    mail.open();
    mail.spread(own.news, RANKS.own);
    prober.start();
    memory.start();
    rendezvous.start();
    history.onChange(() => memory.touch());
  }

  /** Silent from now on, which others find out: a stop is no leave. */
  stop(): void {
    if (this.#isSilent) return;
    this.#isSilent = true;
    const { judge, mail, memory, own, post, prober, rendezvous } = this.#parts;
    post.close();
    mail.close();
    own.stop();
    prober.stop();
    rendezvous.stop();
    judge.stop();
    memory.stop();
  }

  /** What this member says of itself from now on. Its zone stays: another one takes another `Gossip`. */
  setFacts(facts: CardFacts): void {
    this.#parts.own.setFacts(facts);
  }

  /** Addresses that are asked at the start, whenever this member is alone, and now and then. */
  setSeeds(addresses: readonly string[]): void {
    this.#parts.rendezvous.setSeeds(addresses);
  }

  /**
   * Takes in and spreads what was signed elsewhere, such as a `left` by the zone's master key.
   * @returns whether it is believed, and new
   */
  submit(news: News): boolean {
    return this.#parts.learner.learn(news) === 'new';
  }

  get counters(): GossipCounters {
    return this.#parts.counters;
  }

  get self(): MemberView {
    return {
      card: this.#parts.own.card,
      state: this.#isGone || this.#parts.own.left !== null ? 'left' : 'alive',
      sinceMs: this.#sinceMs,
      accusations: [],
      heardMs: null,
      roundTripMs: null,
    };
  }

  members(): readonly MemberView[] {
    const wallOf = (nowMs: number) => this.#anchor.wallOf(nowMs);
    const others = [...this.#parts.roster.all()].map((member) => member.view(wallOf));
    return [this.self, ...others].sort((a, b) => (a.card.id < b.card.id ? -1 : 1));
  }

  find(name: string): MemberView | undefined {
    const members = this.members();
    const byId = members.find(({ card }) => card.id === name);
    if (byId !== undefined) return byId;
    const byName = members.filter(({ card }) => card.name === name || card.hostname === name);
    return byName.length === 1 ? byName[0] : undefined;
  }

  digest(): string {
    return this.#parts.roster.digest();
  }

  join(address: string, done: (joined: Joined) => void): void {
    if (this.#isSilent) {
      done({ is: 'failed', reason: 'this agent gossips no more' });
      return;
    }
    const { counters, rendezvous, roster } = this.#parts;
    const ofOthersBefore = counters.dropped.zone;
    rendezvous.join(address, (outcome) => {
      if (outcome.is === 'failed') return done(outcome);
      const isForeign = counters.dropped.zone > ofOthersBefore && roster.presentCount === 1;
      if (isForeign) return done({ is: 'failed', reason: 'its members are of another zone' });
      done({ is: 'joined', members: roster.presentCount });
    });
  }

  leave(done: () => void): void {
    if (this.#isSilent) {
      done();
      return;
    }
    const { clock } = this.#deps;
    const { mail, own, prober, queue, rendezvous, roster } = this.#parts;
    prober.stop();
    rendezvous.stop();
    mail.spread(own.left ?? own.leave(), RANKS.own);
    const endMs = clock.nowMs() + LEAVE_MS_MAX;
    const step = (): void => {
      const isTold = !queue.has(own.card.id) || roster.presentCount === 1;
      if (!isTold && clock.nowMs() < endMs) {
        clock.after(LEAVE_STEP_MS, step);
        return;
      }
      this.stop();
      done();
    };
    step();
  }

  ping(id: string, done: (answer: Pinged) => void): void {
    const { own, prober, roster } = this.#parts;
    const member = roster.get(id);
    const startMs = this.#deps.clock.nowMs();
    const isProbed =
      member !== undefined &&
      prober.probeAlso(member, (outcome) => {
        done(pingedOf(outcome, this.#deps.clock.nowMs() - startMs));
      });
    if (isProbed) return;
    if (id === own.card.id) done({ is: 'alive', roundTripMs: 0 });
    else if (member === undefined) done({ is: 'silent', reason: 'no such member is known' });
    else done({ is: 'silent', reason: 'a probe of it is under way: ask again' });
  }

  tell(type: string, payload: string): ClusterEvent {
    const { events, mail } = this.#parts;
    const news = events.create(type, payload);
    events.add(news);
    mail.spread(news);
    return news.event;
  }

  events(): readonly ClusterEvent[] {
    return this.#parts.events.news.map(({ event }) => event);
  }

  history(): readonly MemberChange[] {
    return this.#parts.history.changes;
  }

  onChange(listener: (change: MemberChange) => void): Cancel {
    return this.#parts.history.onChange(listener);
  }

  onEvent(listener: (event: ClusterEvent) => void): Cancel {
    return this.#parts.events.onEvent(listener);
  }

  #evicted(): void {
    const { history, own } = this.#parts;
    this.#isGone = true;
    history.add(own.card, 'left', 'alive → left: sent away by the master key of the zone');
    this.#deps.log.warn('sent away by the master key of the zone: silent until the next start');
    this.stop();
  }
}

function pingedOf(outcome: ProbeOutcome, elapsedMs: number): Pinged {
  if (outcome.is === 'answered') {
    return { is: 'alive', roundTripMs: outcome.roundTripMs ?? elapsedMs };
  }
  const isRefused = outcome.failure === 'refused';
  const reason = isRefused ? 'its machine answers, its agent does not' : 'it did not answer';
  return { is: 'silent', reason };
}

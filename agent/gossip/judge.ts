import type { AccuserLimit } from './accuser-limit';
import type { Awareness } from './awareness';
import type { GossipCounters } from './counters';
import { type Dissemination, RANKS } from './dissemination';
import type { GossipDeps } from './gossip-deps';
import type { History } from './history';
import type { Mail } from './mail';
import type { Member } from './member';
import { type AccusedNews, accusedKey } from './news';
import { patientTimer } from './patient-timer';
import type { ProbeOutcome } from './probe';
import type { Roster } from './roster';
import { Suspicion } from './suspicion';

interface JudgeParts {
  readonly roster: Roster;
  readonly mail: Mail;
  readonly queue: Dissemination;
  readonly awareness: Awareness;
  readonly history: History;
  readonly limit: AccuserLimit;
  readonly counters: GossipCounters;
  /** @returns false when it cannot be done now */
  readonly probe: (member: Member, done: (outcome: ProbeOutcome) => void) => boolean;
}

/**
 * Who is dead is each member's own judgement: accusations are gathered, the accused has time to
 * prove itself, and nobody dies by one word of somebody else.
 */
export class Judge {
  readonly #deps: GossipDeps;
  readonly #parts: JudgeParts;

  constructor(deps: GossipDeps, parts: JudgeParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /** A probe of this member's own failed. */
  accuse(member: Member, { failure, helpers }: ProbeOutcome & { readonly is: 'failed' }): void {
    const { clock, keys } = this.#deps;
    if (member.state !== 'alive' && member.state !== 'suspect') return;
    if (member.suspicion?.hasAccuser(keys.id)) return;
    const accusation = {
      subject: member.id,
      incarnation: member.incarnation,
      accuser: keys.id,
      atMs: clock.wallMs(),
      failure,
      helpers: [...helpers],
    };
    const unsigned = { kind: 'accused', accusation } as const;
    this.hear(member, { ...unsigned, signature: keys.sign(unsigned) });
  }

  /** An accusation that is believed: of its incarnation, signed, within the limits. */
  hear(member: Member, news: AccusedNews): void {
    const { suspicion: known } = member;
    const suspicion = known ?? this.#open(member, news);
    if (suspicion.isFull) return;
    if (!suspicion.isConfirmed) this.#parts.mail.spread(news, RANKS.accusation);
    suspicion.add(news);
    this.#await(member, suspicion);
    if (known === null) this.#witness(member, suspicion);
  }

  /** It proved itself, or left: what was held against it is of no more use. */
  close(member: Member): void {
    const { suspicion } = member;
    if (suspicion === null) return;
    if (member.state === 'suspect') this.#closeAccounts(suspicion);
    suspicion.end();
    for (const { accusation } of suspicion.accusations) {
      this.#parts.queue.drop(accusedKey(accusation.subject, accusation.accuser));
    }
    member.suspicion = null;
  }

  /** Somebody else holds it for dead: looked at, not taken on trust. */
  verify(member: Member): void {
    this.#parts.probe(member, (outcome) => {
      if (outcome.is === 'failed') this.accuse(member, outcome);
    });
  }

  /** No judgement is passed any more. */
  stop(): void {
    for (const member of this.#parts.roster.all()) member.suspicion?.end();
  }

  #open(member: Member, news: AccusedNews): Suspicion {
    const { clock, config, log } = this.#deps;
    const { counters, history, roster } = this.#parts;
    const suspicion = new Suspicion(clock, config, roster.presentCount);
    member.suspicion = suspicion;
    roster.change(member, { state: 'suspect', nowMs: clock.nowMs() });
    counters.suspicions += 1;
    const { accuser, failure } = news.accusation;
    history.add(member.news.card, 'suspected', 'alive → suspect', [news]);
    log.info('member suspected', { member: member.id, accuser, failure });
    return suspicion;
  }

  /** Chance makes some of the zone look for themselves, again and again until enough of them spoke. */
  #witness(member: Member, suspicion: Suspicion): void {
    const { clock, config, keys, random } = this.#deps;
    clock.after(config.probeIntervalMs, () => {
      const isOpen = member.suspicion === suspicion && member.state === 'suspect';
      if (isOpen && !suspicion.isConfirmed) this.#witness(member, suspicion);
    });
    const isWitness = random.next() * this.#parts.roster.presentCount < config.witnessesExpected;
    if (isWitness && !suspicion.hasAccuser(keys.id)) this.verify(member);
  }

  #await(member: Member, suspicion: Suspicion): void {
    const { clock, config } = this.#deps;
    const onLate = () => this.#parts.awareness.change(1);
    const timer = { clock, graceMs: config.graceMs, onLate };
    suspicion.await((delayMs) =>
      patientTimer(timer, delayMs, () => this.#judge(member, suspicion)),
    );
  }

  #judge(member: Member, suspicion: Suspicion): void {
    if (member.suspicion !== suspicion || member.state !== 'suspect') return;
    const { keys } = this.#deps;
    const heardMs = member.roundTrip?.heardMs ?? Number.NEGATIVE_INFINITY;
    const isJudged = suspicion.hasAccuser(keys.id) || suspicion.witnesses.length > 1;
    if (heardMs > suspicion.sinceMs) this.#acquit(member);
    else if (isJudged) this.#bury(member, suspicion);
    else this.#seek(member, suspicion);
  }

  /** One other's word: what it says must show here as well. */
  #seek(member: Member, suspicion: Suspicion): void {
    const { clock, config } = this.#deps;
    const isProbed = this.#parts.probe(member, (outcome) => {
      if (outcome.is === 'failed') this.accuse(member, outcome);
      else if (member.suspicion === suspicion) this.#acquit(member);
    });
    if (!isProbed) {
      const again = () => this.#judge(member, suspicion);
      suspicion.await(() => clock.after(config.probeIntervalMs, again));
    }
  }

  /** It answered this agent itself since it was accused. */
  #acquit(member: Member): void {
    const { clock } = this.#deps;
    this.close(member);
    this.#parts.roster.change(member, { state: 'alive', nowMs: clock.nowMs() });
    this.#parts.history.add(member.news.card, 'refuted', 'suspect → alive: it answered');
  }

  #bury(member: Member, suspicion: Suspicion): void {
    const { clock, log } = this.#deps;
    const { counters, history, roster } = this.#parts;
    suspicion.end();
    this.#closeAccounts(suspicion);
    roster.change(member, { state: 'dead', nowMs: clock.nowMs() });
    counters.deaths += 1;
    history.add(member.news.card, 'died', 'suspect → dead', suspicion.accusations);
    log.info('member died', { member: member.id, accusers: suspicion.accusations.length });
  }

  #closeAccounts({ accusations }: Suspicion): void {
    for (const { accusation } of accusations) {
      if (accusation.accuser !== this.#deps.keys.id) this.#parts.limit.close(accusation.accuser);
    }
  }
}

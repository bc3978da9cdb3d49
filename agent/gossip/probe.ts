import type { Cancel } from '@/common/clock';
import type { Random } from '@/common/random';
import type { Awaited } from './awaited';
import type { Awareness } from './awareness';
import type { GossipDeps } from './gossip-deps';
import type { Mail } from './mail';
import type { Member } from './member';
import type { News } from './message';
import { patientTimer } from './patient-timer';
import type { Roster } from './roster';

export type ProbeOutcome =
  /** `roundTripMs` where it answered itself, to the first ping. */
  | { readonly is: 'answered'; readonly roundTripMs: number | null }
  | {
      readonly is: 'failed';
      readonly failure: 'no-answer' | 'refused';
      readonly helpers: readonly string[];
    };

export interface ProbeDeps extends Pick<GossipDeps, 'clock' | 'config'> {
  readonly random: Random;
  readonly mail: Mail;
  readonly roster: Roster;
  readonly awaited: Awaited;
  readonly awareness: Awareness;
}

interface ProbePlan {
  readonly member: Member;
  /** After which an answer is late, for a healthy agent. */
  readonly timeoutMs: number;
  /** What the member should hear first, such as who accuses it. */
  readonly buddy: readonly News[];
  readonly deps: ProbeDeps;
  readonly done: (outcome: ProbeOutcome) => void;
}

/**
 * One round of failure detection (SWIM §3.1). A ping; when its answer is late, another to each of the
 * member's addresses, a stream, and some others are asked to ping it: the packet may be lost, or only
 * our own way be broken.
 * Whatever answers first decides. It failed when none can answer any more, or the interval is over.
 */
export class Probe {
  readonly #member: Member;
  readonly #deps: ProbeDeps;
  readonly #buddy: readonly News[];
  readonly #done: (outcome: ProbeOutcome) => void;
  readonly #startMs: number;
  readonly #scale: number;
  readonly #timeoutMs: number;
  readonly #sequence: number;
  readonly #cancels: Cancel[] = [];
  #helpers: readonly Member[] = [];
  /** Where a nack came from: a packet may come twice. */
  readonly #nacks = new Set<string>();
  #isOver = false;
  #isWide = false;
  #isRefused = false;
  #isStreamOver = false;

  constructor({ buddy, deps, done, member, timeoutMs }: ProbePlan) {
    this.#member = member;
    this.#deps = deps;
    this.#buddy = buddy;
    this.#done = done;
    this.#startMs = deps.clock.nowMs();
    this.#scale = deps.awareness.scale;
    this.#timeoutMs = timeoutMs * this.#scale;
    this.#sequence = deps.awaited.add({
      ack: () => this.#answer(this.#isWide ? null : deps.clock.nowMs() - this.#startMs),
      nack: (from) => this.#nack(from),
    });
  }

  begin(): void {
    this.#ping(this.#member.address);
    this.#after(this.#timeoutMs, () => this.#widen());
    const limitMs = this.#deps.config.probeIntervalMs * this.#scale;
    this.#after(Math.max(limitMs, 2 * this.#timeoutMs), () => this.#fail());
  }

  /** Without an outcome. */
  end(): void {
    this.#isOver = true;
    for (const cancel of this.#cancels) cancel();
    this.#deps.awaited.remove(this.#sequence);
  }

  #ping(address: string): void {
    const target = this.#member.id;
    this.#deps.mail.send(address, { kind: 'ping', sequence: this.#sequence, target }, this.#buddy);
  }

  /** From here on an answer says nothing of the round trip any more. */
  #widen(): void {
    this.#isWide = true;
    const { config, mail, random, roster } = this.#deps;
    const { id: target, address } = this.#member;
    for (const one of this.#member.news.card.addresses) this.#ping(one);
    const isHelper = (one: Member) => one !== this.#member && one.state === 'alive';
    this.#helpers = roster.pick(config.helperCount, random, isHelper);
    for (const helper of this.#helpers) {
      const request = { kind: 'ping-req', sequence: this.#sequence, target, address } as const;
      mail.send(helper.address, request);
    }
    this.#knock(address);
  }

  #knock(address: string): void {
    const { config, mail } = this.#deps;
    const request = { kind: 'ping', target: this.#member.id } as const;
    mail.ask(address, request, config.probeTimeoutMsMax * this.#scale, (answer) => {
      if (this.#isOver) return;
      if (typeof answer === 'object' && answer.kind === 'pong') return this.#answer(null);
      this.#isStreamOver = true;
      this.#isRefused = answer === 'refused';
      this.#failEarly();
      // The machine answers and its agent does not: helpers get as long as it got, and no longer.
      if (this.#isRefused && !this.#isOver) this.#after(this.#timeoutMs, () => this.#fail());
    });
  }

  #nack(from: string): void {
    this.#nacks.add(from);
    this.#failEarly();
  }

  #failEarly(): void {
    if (this.#isStreamOver && this.#nacks.size >= this.#helpers.length) this.#fail();
  }

  #answer(roundTripMs: number | null): void {
    this.end();
    this.#deps.awareness.change(-1);
    this.#done({ is: 'answered', roundTripMs });
  }

  /** Helpers that did not even say that they reached nobody speak against ourselves. */
  #fail(): void {
    this.end();
    const missing = this.#helpers.length - this.#nacks.size;
    const isAlone = this.#helpers.length === 0 && !this.#isRefused;
    this.#deps.awareness.change(isAlone ? 1 : Math.max(0, missing));
    this.#done({
      is: 'failed',
      failure: this.#isRefused ? 'refused' : 'no-answer',
      helpers: this.#helpers.map(({ id }) => id),
    });
  }

  #after(delayMs: number, callback: () => void): void {
    const { awareness, clock, config } = this.#deps;
    const onLate = () => awareness.change(1);
    const timer = { clock, graceMs: config.graceMs, onLate };
    this.#cancels.push(patientTimer(timer, delayMs, callback));
  }
}

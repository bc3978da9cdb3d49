import type { Cancel } from '@/common/clock';
import { Awaited } from './awaited';
import type { Awareness } from './awareness';
import type { GossipCounters } from './counters';
import type { GossipDeps } from './gossip-deps';
import type { Mail } from './mail';
import type { Member } from './member';
import type { News, Packet } from './message';
import { Probe, type ProbeOutcome } from './probe';
import type { Roster } from './roster';
import { RoundTrip } from './round-trip';

/** Probes that run beside the one of the interval: by witnesses, for people, to settle a difference. */
const EXTRA_PROBES_MAX = 8;
/** Pings that are asked of this member for others, at once. */
const FAVOURS_MAX = 256;

interface ProberParts {
  readonly roster: Roster;
  readonly mail: Mail;
  readonly awareness: Awareness;
  readonly counters: GossipCounters;
  /** The probe of the interval failed. */
  readonly onFailure: (member: Member, outcome: ProbeOutcome & { readonly is: 'failed' }) => void;
  /** One that is held for dead answered. */
  readonly onRevenant: (member: Member) => void;
}

/** Probes one member each interval, and answers those who probe for others. */
export class Prober {
  readonly #deps: GossipDeps;
  readonly #parts: ProberParts;
  readonly #awaited: Awaited;
  readonly #probes = new Map<Member, Probe>();
  readonly #favours = new Set<number>();
  #usual: RoundTrip | null = null;
  #cancel: Cancel = () => {};

  constructor(deps: GossipDeps, parts: ProberParts) {
    this.#deps = deps;
    this.#parts = parts;
    this.#awaited = new Awaited(deps.random);
  }

  /** After a random part of an interval, so that a zone does not beat in step. */
  start(): void {
    const { clock, config, random } = this.#deps;
    this.#cancel = clock.after(random.next() * config.probeIntervalMs, () => this.#tick());
  }

  stop(): void {
    this.#cancel();
    for (const probe of this.#probes.values()) probe.end();
    this.#probes.clear();
    this.#awaited.clear();
  }

  /**
   * Beside the probe of the interval.
   * @returns false when too many are under way, or one of this member is
   */
  probeAlso(member: Member, done: (outcome: ProbeOutcome) => void): boolean {
    if (this.#probes.size > EXTRA_PROBES_MAX || this.#probes.has(member)) return false;
    this.#probe(member, done);
    return true;
  }

  /** A ping to whoever is held for dead, with the reasons: if it lives, it proves itself. */
  nudge(member: Member): void {
    const { clock, config } = this.#deps;
    const startMs = clock.nowMs();
    const sequence = this.#awaited.add({
      ack: () => {
        this.#awaited.remove(sequence);
        this.#heard(member, clock.nowMs() - startMs);
        if (member.state === 'dead') this.#parts.onRevenant(member);
      },
      nack: () => {},
    });
    clock.after(config.probeTimeoutMsMax * 2, () => this.#awaited.remove(sequence));
    const ping = { kind: 'ping', sequence, target: member.id } as const;
    this.#parts.mail.send(member.address, ping, this.#buddyNews(member));
  }

  ack(sequence: number): void {
    this.#awaited.ack(sequence);
  }

  nack(sequence: number, from: string): void {
    this.#awaited.nack(sequence, from);
  }

  /** Pings one member for another, and tells how it went: only members that are known, where they are. */
  favour(asker: string, { sequence, target }: Packet & { readonly kind: 'ping-req' }): void {
    const { mail, roster } = this.#parts;
    const member = roster.get(target);
    const finish = (kind: 'ack' | 'nack'): void => {
      mail.send(asker, { kind, sequence });
    };
    if (member === undefined || this.#favours.size >= FAVOURS_MAX) {
      finish('nack');
      return;
    }
    const own = this.#awaited.add({
      ack: () => this.#endFavour(own, () => finish('ack')),
      nack() {},
    });
    this.#favours.add(own);
    const { clock, config } = this.#deps;
    // A nack in time, an answer as late as it is still of use.
    const cancel = clock.after(this.#timeoutMs(member), () => finish('nack'));
    clock.after(config.probeIntervalMs, () => this.#endFavour(own, cancel));
    mail.send(member.address, { kind: 'ping', sequence: own, target }, this.#buddyNews(member));
  }

  #endFavour(sequence: number, then: () => void): void {
    this.#awaited.remove(sequence);
    if (this.#favours.delete(sequence)) then();
  }

  #tick(): void {
    const { clock, config, random } = this.#deps;
    const { awareness, onFailure, roster } = this.#parts;
    const delayMs = config.probeIntervalMs * awareness.scale;
    this.#cancel = clock.after(delayMs, () => this.#tick());
    const member = roster.nextToProbe(random);
    if (member !== undefined && !this.#probes.has(member)) {
      this.#probe(member, (outcome) => {
        if (outcome.is === 'failed') onFailure(member, outcome);
      });
    }
    this.#nudgeDead();
  }

  /** The whole zone together nudges a steady few, however large it is. */
  #nudgeDead(): void {
    const { config, random } = this.#deps;
    const { roster } = this.#parts;
    if (roster.deadCount === 0) return;
    if (random.next() * roster.presentCount >= config.deadPingsExpected) return;
    const member = roster.pickDead(random);
    if (member !== undefined) this.nudge(member);
  }

  #probe(member: Member, done: (outcome: ProbeOutcome) => void): void {
    const { counters } = this.#parts;
    counters.probes += 1;
    const { clock, config, random } = this.#deps;
    const deps = { clock, config, random, awaited: this.#awaited, ...this.#parts };
    const buddy = this.#buddyNews(member);
    const finish = (outcome: ProbeOutcome): void => {
      this.#probes.delete(member);
      if (outcome.is === 'failed') counters.probesFailed += 1;
      else this.#heard(member, outcome.roundTripMs);
      done(outcome);
    };
    const timeoutMs = this.#timeoutMs(member);
    const probe = new Probe({ member, timeoutMs, buddy, deps, done: finish });
    this.#probes.set(member, probe);
    probe.begin();
  }

  #heard(member: Member, roundTripMs: number | null): void {
    const nowMs = this.#deps.clock.nowMs();
    if (roundTripMs === null) {
      if (member.roundTrip !== null) member.roundTrip.heardMs = nowMs;
      return;
    }
    if (this.#usual === null) this.#usual = new RoundTrip(roundTripMs, nowMs);
    else this.#usual.add(roundTripMs, nowMs);
    if (member.roundTrip === null) member.roundTrip = new RoundTrip(roundTripMs, nowMs);
    else member.roundTrip.add(roundTripMs, nowMs);
  }

  /** What is usual in this zone stands in for a member that was never probed. */
  #timeoutMs(member: Member): number {
    const { probeTimeoutMsMin, probeTimeoutMsMax } = this.#deps.config;
    const wantedMs = (member.roundTrip ?? this.#usual)?.timeoutMs ?? probeTimeoutMsMax;
    return Math.min(probeTimeoutMsMax, Math.max(probeTimeoutMsMin, wantedMs));
  }

  #buddyNews(member: Member): readonly News[] {
    return this.#deps.config.hasBuddy ? (member.suspicion?.accusations ?? []) : [];
  }
}

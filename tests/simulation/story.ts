import { LAN } from '@/agent/gossip/config';
import type { ClusterEvent } from '@/common/domain/member';
import { chance, oneOf } from './support/chance';
import { faultLines } from './support/fault';
import { Liar } from './support/liar';
import { REST_RULES, type World } from './support/rest-rules';
import { type Breach, RunningRules } from './support/running-rules';
import { type Schedule, type ScheduleLimits, scheduleOf } from './support/schedule';
import { SimCluster } from './support/sim-cluster';
import type { SimMember } from './support/sim-member';
import { standingOf } from './support/standing';

/** By then everything must be in order again, and stay so. */
const REST_MS = 60_000;
const AFTERWARDS_MS = 15_000;
/** Into the calm somebody tells something: an exchange of lists is still to come. */
const EVENT_MS = 20_000;
/** What a member says has come to all by then. */
const SPREAD_MS = 15_000;
const LOOK_MS = 1_000;

export interface Story {
  readonly schedule: Schedule;
  readonly breaches: readonly Breach[];
  /** Of everything that happened: the same for the same seed. */
  readonly hash: string;
  readonly simulatedMs: number;
}

/** Plays one seed: faults, a minute of calm, and then what must hold. */
export function tellStory(seed: number, limits: ScheduleLimits, isReal = false): Story {
  const schedule = scheduleOf(seed, limits);
  const rules = new RunningRules();
  const cluster = new SimCluster({
    seed,
    members: schedule.members,
    newcomers: schedule.newcomers,
    config: LAN,
    witness: rules,
    isReal,
  });
  rules.watch(cluster);
  const liar = schedule.hasLiar ? cluster.members[schedule.members - 1] : undefined;
  rules.liarId = liar?.id;
  if (liar !== undefined) new Liar(cluster, liar, chance(seed, 'liar'));
  const play = new Play(cluster, schedule, rules, liar?.id);
  try {
    play.toTheEnd();
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    rules.breaches.push({ rule: 'nothing is thrown', atMs: cluster.agenda.nowMs, detail });
  }
  return {
    schedule,
    breaches: rules.breaches,
    hash: cluster.trace.hash,
    simulatedMs: cluster.agenda.nowMs * cluster.members.length,
  };
}

class Play {
  readonly #cluster: SimCluster;
  readonly #schedule: Schedule;
  readonly #rules: RunningRules;
  readonly #liarId: string | undefined;

  constructor(cluster: SimCluster, schedule: Schedule, rules: RunningRules, liarId?: string) {
    this.#cluster = cluster;
    this.#schedule = schedule;
    this.#rules = rules;
    this.#liarId = liarId;
  }

  toTheEnd(): void {
    const { faults, calmFromMs, calmWeather } = this.#schedule;
    for (const { atMs, fault } of faults) {
      this.#runUntil(atMs);
      this.#cluster.apply(fault);
    }
    this.#runUntil(calmFromMs);
    this.#cluster.network.weather = calmWeather;
    // Whoever knows nobody and finds no seed stays alone, rightly.
    if (!this.#cluster.hasSeed) this.#cluster.members[0]?.start(true);
    this.#runUntil(calmFromMs + EVENT_MS);
    const event = this.#tell();
    this.#runUntil(calmFromMs + REST_MS - SPREAD_MS);
    const told = this.#told();
    this.#runUntil(calmFromMs + REST_MS);
    this.#judge(told);
    this.#rules.isAtRest = true;
    this.#runUntil(calmFromMs + REST_MS + AFTERWARDS_MS);
    this.#judge(told);
    if (event !== undefined) this.#judgeEvent(event);
  }

  #runUntil(untilMs: number): void {
    while (this.#cluster.agenda.nowMs < untilMs) {
      this.#cluster.run(Math.min(LOOK_MS, untilMs - this.#cluster.agenda.nowMs));
      this.#rules.look();
    }
  }

  #told(): Map<string, number> {
    const { present } = standingOf(this.#cluster);
    return new Map(present.map(({ id, gossip }) => [id, gossip?.self.card.incarnation ?? -1]));
  }

  #judge(told: ReadonlyMap<string, number>): void {
    const cluster = this.#cluster;
    const world: World = { cluster, standing: standingOf(cluster), told, liarId: this.#liarId };
    for (const { sentence, broken } of REST_RULES) {
      const detail = broken(world);
      if (detail !== undefined) this.#breach(sentence, detail);
    }
  }

  #tell(): ClusterEvent | undefined {
    const tellers = this.#well();
    if (tellers.length === 0) return undefined;
    return oneOf(chance(this.#schedule.seed, 'event'), tellers).tell('at rest');
  }

  #judgeEvent(event: ClusterEvent): void {
    const deaf = this.#well().find((member) => !this.#rules.hasHeard(member, event));
    if (deaf !== undefined) this.#breach('an event at rest is heard by all', deaf.id);
  }

  #well(): SimMember[] {
    return standingOf(this.#cluster).present.filter(({ id }) => id !== this.#liarId);
  }

  #breach(rule: string, detail: string): void {
    this.#rules.breaches.push({ rule, atMs: this.#cluster.agenda.nowMs, detail });
  }
}

/** What a person needs to look into it. */
export function failureText({ schedule, breaches, hash }: Story): string {
  const { seed, members, newcomers, hasLiar, calmFromMs } = schedule;
  const who = `${members} members, ${newcomers} newcomers${hasLiar ? ', a liar' : ''}`;
  const broken = breaches
    .slice(0, 5)
    .map(
      ({ rule, atMs, detail }) => `  ${(atMs / 1_000).toFixed(3)} s: not so: ${rule}: ${detail}`,
    );
  return [
    `seed ${seed}: ${who}, calm from ${(calmFromMs / 1_000).toFixed(3)} s, trace ${hash}`,
    faultLines(schedule.faults),
    ...broken,
  ].join('\n');
}

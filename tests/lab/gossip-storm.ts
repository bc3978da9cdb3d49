import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemberState } from '@/common/domain/member';
import type { Random } from '@/common/random';
import { atMost, between, type Finding, type GoalOptions, none, noted, within } from './goal';
import { type GossipHost, GossipHosts } from './support/gossip-hosts';

const PROGRAM = join(import.meta.dirname, '../../dist/agent/opsbro.mjs');
const SEEDS = 3;
const AT_ONCE = 4;
const KILL_EVERY_MS = 60_000;
const STOPPED_SHARE = 0.2;
const STOPPED_MS = { min: 1_000, max: 30_000 };
const REST_MS = 60_000;
const REST_MS_MAX = 300_000;
/** Settled by then, and of code that was loaded. */
const MEMORY_AFTER_MS = 60_000;

export interface GossipStormOptions extends GoalOptions {
  readonly agents: number;
  /** How long it lasts, from when all know all. */
  readonly stormMs: number;
  /** Loss and duplication in parts of one; latency one way. */
  readonly weather: {
    readonly loss: number;
    readonly delayMs: number;
    readonly jitterMs: number;
    readonly duplicate: number;
  };
}

/** Real agents under loss, delay and doubling, a fifth of them stopped at random, one killed a minute. */
export async function runGossipStorm(options: GossipStormOptions): Promise<Finding[]> {
  const { agents, folder, say } = options;
  await using lab = await GossipHosts.open({
    name: 'obs',
    prefix: '10.79',
    hosts: agents,
    program: PROGRAM,
    folder,
  });
  const storm = new Storm(options, lab);
  const metMs = await storm.meet();
  say(`all ${agents} know each other after ${Math.round(metMs / 1_000)} s`);
  await storm.rage();
  const calmMs = performance.now();
  const restedMs = await storm.rest();
  const again = restedMs === undefined ? Number.POSITIVE_INFINITY : restedMs - calmMs;
  return [
    noted('agents; until all knew each other', `${agents}; ${Math.round(metMs / 1_000)} s`),
    noted('kills; stops', `${storm.kills}; ${storm.stops}`),
    within('all see the same again after the last fault', again, REST_MS),
    none('agents that ended by themselves', storm.endedCount),
    atMost('memory that an agent took more, the most of all', storm.memoryGrowthMb(), 5, 'MB'),
  ];
}

class Storm {
  readonly #options: GossipStormOptions;
  readonly #lab: GossipHosts;
  readonly #random: Random;
  readonly #memoryBefore = new Map<number, number>();
  #isOver = false;
  kills = 0;
  stops = 0;

  constructor(options: GossipStormOptions, lab: GossipHosts) {
    this.#options = options;
    this.#lab = lab;
    this.#random = options.random;
  }

  async meet(): Promise<number> {
    const startedMs = performance.now();
    for (const host of this.#lab.hosts) host.setKey(1);
    const waiting = [...this.#lab.hosts];
    while (waiting.length > 0) {
      await Promise.all(waiting.splice(0, AT_ONCE).map((host) => this.#start(host)));
    }
    const knownMs = await this.#agreed(REST_MS_MAX);
    if (knownMs === undefined) throw new Error('They never came to know each other.');
    return knownMs - startedMs;
  }

  async rage(): Promise<void> {
    const { isOver, say, stormMs, weather } = this.#options;
    await sleep(MEMORY_AFTER_MS);
    for (const { pid } of this.#lab.hosts) {
      if (pid !== undefined) this.#memoryBefore.set(pid, memoryMb(pid));
    }
    await this.#tell(weather.loss, weather.delayMs, weather.jitterMs, weather.duplicate);
    const endMs = performance.now() + stormMs;
    const stopping = Array.from(
      { length: Math.ceil(this.#options.agents * STOPPED_SHARE) },
      (_, place) => this.#stopAgain(place),
    );
    while (performance.now() < endMs && !isOver()) {
      await this.#killOne();
      say(`${this.kills} killed, ${this.stops} stopped, ${this.endedCount} ended by themselves`);
      await sleep(Math.min(KILL_EVERY_MS, Math.max(0, endMs - performance.now())));
    }
    this.#isOver = true;
    await Promise.all(stopping);
    await this.#tell(0, 0, 0, 0);
  }

  /** @returns when all saw the same */
  rest(): Promise<number | undefined> {
    return this.#agreed(REST_MS_MAX);
  }

  get endedCount(): number {
    return this.#lab.hosts.filter(({ hasEnded }) => hasEnded).length;
  }

  memoryGrowthMb(): number {
    const grown = this.#lab.hosts.flatMap(({ pid }) => {
      const before = pid === undefined ? undefined : this.#memoryBefore.get(pid);
      return pid === undefined || before === undefined ? [] : [memoryMb(pid) - before];
    });
    return Math.max(0, ...grown);
  }

  async #start(host: GossipHost): Promise<void> {
    const seeds = this.#lab.hosts.slice(0, SEEDS).map(({ address }) => address);
    await host.start('--gossip-seeds', seeds.join(','));
  }

  async #killOne(): Promise<void> {
    const host = this.#any();
    await host.kill('SIGKILL');
    this.kills += 1;
    await sleep(between(this.#random, 0, 20_000));
    await this.#start(host);
  }

  /** Of one fifth after the other somebody stands still, for as long as it lasts. */
  async #stopAgain(place: number): Promise<void> {
    const share = Math.floor(1 / STOPPED_SHARE);
    while (!this.#isOver) {
      const member = place * share + Math.floor(this.#random.next() * share);
      const host = this.#lab.hosts[member] ?? this.#any();
      host.signal('SIGSTOP');
      this.stops += 1;
      await sleep(between(this.#random, STOPPED_MS.min, STOPPED_MS.max));
      host.signal('SIGCONT');
      await sleep(between(this.#random, 0, STOPPED_MS.min));
    }
  }

  #any(): GossipHost {
    return this.#lab.at(Math.floor(this.#random.next() * this.#options.agents));
  }

  async #agreed(timeoutMs: number): Promise<number | undefined> {
    const endMs = performance.now() + timeoutMs;
    while (performance.now() < endMs) {
      const views = await Promise.allSettled(this.#lab.hosts.map((host) => host.view()));
      if (views.every((view) => view.status === 'fulfilled' && this.#isWhole(view.value))) {
        return performance.now();
      }
      await sleep(500);
    }
    return undefined;
  }

  #isWhole(view: Record<string, MemberState>): boolean {
    const states = Object.values(view);
    return states.length === this.#options.agents && states.every((state) => state === 'alive');
  }

  async #tell(loss: number, delayMs: number, jitterMs: number, duplicate: number): Promise<void> {
    const settings = { loss, delay_ms: delayMs, jitter_ms: jitterMs, duplicate };
    for (const [name, value] of Object.entries(settings)) {
      await this.#lab.switch.tell(`set ${name} ${value}`);
    }
  }
}

function memoryMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_000;
}

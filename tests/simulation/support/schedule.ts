import type { Random } from '@/common/random';
import { between, chance, happens, oneOf, wholeBetween } from './chance';
import type { DatedFault, Fault, MemberFault } from './fault';
import type { Weather } from './weather';

/** What one seed means: who is there, and what happens to them. */
export interface Schedule {
  readonly seed: number;
  /** Up and acquainted at the beginning. */
  readonly members: number;
  /** Started later, for the first time. */
  readonly newcomers: number;
  readonly hasLiar: boolean;
  /** Nothing is broken from then on, and the network is only a little bad. */
  readonly calmFromMs: number;
  readonly calmWeather: Weather;
  readonly faults: readonly DatedFault[];
}

export interface ScheduleLimits {
  readonly membersMin: number;
  readonly membersMax: number;
  readonly faultsMin: number;
  readonly faultsMax: number;
  readonly stormMsMin: number;
  readonly stormMsMax: number;
}

/** For every commit. */
export const SMALL: ScheduleLimits = {
  membersMin: 3,
  membersMax: 10,
  faultsMin: 2,
  faultsMax: 10,
  stormMsMin: 20_000,
  stormMsMax: 90_000,
};

const FIRST_FAULT_MS = 3_000;

/** @returns the same for the same seed and limits, always */
export function scheduleOf(seed: number, limits: ScheduleLimits): Schedule {
  const random = chance(seed, 'schedule');
  const members = wholeBetween(random, limits.membersMin, limits.membersMax);
  const newcomers = wholeBetween(random, 0, 2);
  const calmFromMs = FIRST_FAULT_MS + between(random, limits.stormMsMin, limits.stormMsMax);
  const drawn = new FaultDraw(random, members, newcomers, calmFromMs);
  const count = wholeBetween(random, limits.faultsMin, limits.faultsMax);
  for (let index = 0; index < count; index++) drawn.one();
  return {
    seed,
    members,
    newcomers,
    hasLiar: happens(random, 0.15),
    calmFromMs,
    calmWeather: { ...badWeather(random), lossRate: between(random, 0, 0.05), latencyMsMax: 100 },
    faults: drawn.inOrder(),
  };
}

class FaultDraw {
  readonly #random: Random;
  readonly #members: number;
  readonly #calmFromMs: number;
  readonly #faults: DatedFault[] = [];

  constructor(random: Random, members: number, newcomers: number, calmFromMs: number) {
    this.#random = random;
    this.#members = members;
    this.#calmFromMs = calmFromMs;
    for (let index = 0; index < newcomers; index++) {
      this.#add(this.#moment(), { kind: 'start', member: members + index, hasState: false });
    }
  }

  one(): void {
    const atMs = this.#moment();
    const member = wholeBetween(this.#random, 0, this.#members - 1);
    const kind = oneOf(this.#random, KINDS);
    switch (kind) {
      case 'crash':
      case 'power-off':
      case 'leave':
        this.#goes(atMs, { kind, member });
        break;
      case 'pause':
      case 'sleep':
        this.#add(atMs, { kind, member, durationMs: this.#durationMs(atMs, 100, 60_000) });
        break;
      case 'partition':
        this.#partition(atMs);
        break;
      case 'deafen':
        this.#deafen(atMs, member);
        break;
      case 'jump-clock':
        this.#add(atMs, { kind, member, byMs: between(this.#random, -3.6e6, 3.6e6) });
        break;
      case 'weather':
        this.#add(atMs, { kind, weather: badWeather(this.#random) });
        break;
      default:
        this.#add(atMs, { kind, member });
    }
  }

  inOrder(): DatedFault[] {
    return this.#faults.sort((one, other) => one.atMs - other.atMs);
  }

  /** Most come back, some at once, with what they knew or without. */
  #goes(atMs: number, fault: MemberFault): void {
    this.#add(atMs, fault);
    if (happens(this.#random, 0.35)) return;
    const againMs = atMs + this.#durationMs(atMs, 50, 60_000);
    const hasState = happens(this.#random, 0.7);
    this.#add(againMs, { kind: 'start', member: fault.member, hasState });
  }

  #partition(atMs: number): void {
    const count = wholeBetween(this.#random, 2, 4);
    const sides = Array.from({ length: this.#members + 2 }, () =>
      wholeBetween(this.#random, 0, count - 1),
    );
    const durationMs = this.#durationMs(atMs, 1_000, 90_000);
    this.#add(atMs, { kind: 'partition', sides, durationMs });
  }

  #deafen(atMs: number, from: number): void {
    const to = wholeBetween(this.#random, 0, this.#members - 1);
    const durationMs = this.#durationMs(atMs, 1_000, 60_000);
    if (to !== from) this.#add(atMs, { kind: 'deafen', from, to, durationMs });
  }

  #add(atMs: number, fault: Fault): void {
    this.#faults.push({ atMs, fault });
  }

  #moment(): number {
    return between(this.#random, FIRST_FAULT_MS, this.#calmFromMs);
  }

  /** As often tenths of a second as many seconds; over before it is calm. */
  #durationMs(atMs: number, min: number, max: number): number {
    const durationMs = min * (max / min) ** this.#random.next();
    return Math.min(durationMs, this.#calmFromMs - atMs);
  }
}

const KINDS = [
  'crash',
  'crash',
  'power-off',
  'leave',
  'pause',
  'pause',
  'pause',
  'sleep',
  'partition',
  'partition',
  'deafen',
  'deafen',
  'jump-clock',
  'weather',
  'weather',
  'clone',
  'change',
  'tell',
] as const;

function badWeather(random: Random): Weather {
  return {
    lossRate: happens(random, 0.3) ? 0 : between(random, 0, 0.5),
    duplicateRate: between(random, 0, 0.2),
    latencyMsMin: between(random, 0.1, 50),
    tailExponent: between(random, 0.8, 3),
    latencyMsMax: between(random, 60, 500),
  };
}

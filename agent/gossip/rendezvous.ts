import type { Cancel } from '@/common/clock';
import type { Exchange, ExchangeOutcome } from './exchange';
import type { GossipDeps } from './gossip-deps';
import type { Member } from './member';
import type { Own } from './own';
import type { Roster } from './roster';

/** Asked at once, by whoever is alone. */
const ASKED_MAX = 5;
/** Above so many members, lists are compared less often. */
const SMALL_ZONE = 32;
const SOON_MS_MIN = 200;
const SOON_MS_MAX = 5_000;
const SOON_MS_A_MEMBER = 10;

interface RendezvousParts {
  readonly own: Own;
  readonly roster: Roster;
  readonly exchange: Exchange;
}

/**
 * When lists are compared, and with whom: now and then with one by chance; soon with whoever came back;
 * and with seeds and those of the last run for as long as this member is alone.
 */
export class Rendezvous {
  readonly #deps: GossipDeps;
  readonly #parts: RendezvousParts;
  #seeds: readonly string[] = [];
  #backoffMs: number;
  #cancelUsual: Cancel = () => {};
  #cancelSeeds: Cancel = () => {};
  #cancelSoon: Cancel | null = null;
  #isRunning = false;

  constructor(deps: GossipDeps, parts: RendezvousParts) {
    this.#deps = deps;
    this.#parts = parts;
    this.#backoffMs = deps.config.rejoinIntervalMsMin;
  }

  start(): void {
    this.#isRunning = true;
    this.#awaitUsual();
    this.#seek();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelUsual();
    this.#cancelSeeds();
    this.#cancelSoon?.();
  }

  setSeeds(addresses: readonly string[]): void {
    this.#seeds = addresses.filter((address) => !this.#parts.own.card.addresses.includes(address));
    this.#backoffMs = this.#deps.config.rejoinIntervalMsMin;
    if (this.#isRunning) this.#seek();
  }

  join(address: string, done: (outcome: ExchangeOutcome) => void): void {
    this.#parts.exchange.begin(address, this.#isAlone, done);
  }

  /** One comparison with this address, after a while that grows with the zone: others have the same idea. */
  soon(address: string): void {
    if (this.#cancelSoon !== null || !this.#isRunning) return;
    const { clock, random } = this.#deps;
    const zoneMs = SOON_MS_MIN + SOON_MS_A_MEMBER * this.#parts.roster.presentCount;
    const delayMs = random.next() * Math.min(SOON_MS_MAX, zoneMs);
    this.#cancelSoon = clock.after(delayMs, () => {
      this.#parts.exchange.begin(address, this.#isAlone, () => {});
      // No second one on the heels of the first, however often somebody gives reason for it.
      this.#cancelSoon = clock.after(SOON_MS_MIN, () => {
        this.#cancelSoon = null;
      });
    });
  }

  get #isAlone(): boolean {
    return this.#parts.roster.presentCount === 1;
  }

  #awaitUsual(): void {
    const { clock, config, random } = this.#deps;
    const scale = 1 + Math.max(0, Math.log2(this.#parts.roster.presentCount / SMALL_ZONE));
    const delayMs = config.exchangeIntervalMs * scale * (0.75 + random.next() / 2);
    this.#cancelUsual = clock.after(delayMs, () => {
      const [member] = this.#parts.roster.pick(1, random);
      if (member !== undefined) this.#parts.exchange.begin(member.address, false, () => {});
      this.#awaitUsual();
    });
  }

  /** Whoever is alone asks several at once; else one that nobody here is, lest two zones never meet. */
  #seek(): void {
    this.#cancelSeeds();
    const { clock, config, random } = this.#deps;
    const isAlone = this.#isAlone;
    for (const address of isAlone ? this.#refuges() : this.#strangers()) {
      this.join(address, () => {});
    }
    const delayMs = isAlone ? this.#backoffMs : config.rejoinIntervalMsMax;
    if (isAlone) this.#backoffMs = Math.min(2 * this.#backoffMs, config.rejoinIntervalMsMax);
    else this.#backoffMs = config.rejoinIntervalMsMin;
    const jitteredMs = delayMs * (0.75 + random.next() / 2);
    this.#cancelSeeds = clock.after(jitteredMs, () => this.#seek());
  }

  #refuges(): string[] {
    const { random } = this.#deps;
    const { roster } = this.#parts;
    const dead = Array.from({ length: ASKED_MAX }, () => roster.pickDead(random));
    const known = dead.filter((member): member is Member => member !== undefined);
    const addresses = [
      ...this.#shuffledSeeds().slice(0, ASKED_MAX),
      ...known.map((one) => one.address),
    ];
    return [...new Set(addresses)];
  }

  #strangers(): string[] {
    if (this.#seeds.length === 0) return [];
    const held = new Set<string>();
    for (const member of this.#parts.roster.all()) {
      if (member.state === 'alive') for (const one of member.news.card.addresses) held.add(one);
    }
    return this.#shuffledSeeds()
      .filter((address) => !held.has(address))
      .slice(0, 1);
  }

  #shuffledSeeds(): string[] {
    const { random } = this.#deps;
    const keyed = this.#seeds.map((address) => ({ address, key: random.next() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ address }) => address);
  }
}

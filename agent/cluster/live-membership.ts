import type { Cancel, Clock } from '@/common/clock';
import type { ClusterEvent, MemberChange } from '@/common/domain/member';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { GossipChoice } from '../config/gossip-settings';
import { type GossipConfig, LAN, LOCAL, WAN } from '../gossip/config';
import { Gossip } from '../gossip/gossip';
import { electRelays } from '../gossip/relay-election';
import { type Interfaces, shownAddresses } from './listening';
import { NeighbourSearch } from './neighbour-search';
import { cardFacts, type OwnFacts } from './own-facts';
import { type Resolve, resolveSeeds } from './seed-book';
import { SnapshotFile } from './snapshot-file';
import type { Wire } from './wire';

export interface LiveMembershipDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly choice: GossipChoice;
  readonly zone: string;
  readonly wire: Wire;
  /** Of the file that remembers the members. */
  readonly path: string;
  readonly interfaces: () => Interfaces;
  readonly resolve: Resolve;
  readonly own: () => OwnFacts;
  readonly onChange: (change: MemberChange) => void;
  readonly onEvent: (event: ClusterEvent) => void;
}

const PROFILES: Record<GossipChoice['profile'], GossipConfig> = {
  lan: LAN,
  wan: WAN,
  local: LOCAL,
};

/** Results of checks come many a second; their counts on the card need not. */
const FACTS_EVERY_MS = 1_000;
/** Whoever has just started does not know yet who speaks for the zone. */
const ELECT_AFTER_MS = 5_000;
/** A machine's addresses and the names of seeds are looked at again. */
const LOOK_EVERY_MS = 60_000;

/** Gossip in one zone over one wire, from its start to its stop. */
export class LiveMembership {
  readonly gossip: Gossip;
  readonly wire: Wire;
  readonly #deps: LiveMembershipDeps;
  readonly #store: SnapshotFile;
  readonly #search: NeighbourSearch;
  #seeds: readonly string[] = [];
  #told: string;
  #cancelFacts: Cancel | undefined;
  #cancelLook: Cancel | undefined;
  #cancelElect: Cancel | undefined;
  #mayElect = false;
  #isElected = false;
  #isStopped = false;

  constructor(deps: LiveMembershipDeps) {
    const { clock, random, wire, choice, path, zone } = deps;
    const log = deps.log.part('gossip');
    this.#deps = deps;
    this.wire = wire;
    this.#store = new SnapshotFile({ path, log, zone });
    const facts = this.#facts();
    this.#told = JSON.stringify(facts);
    this.gossip = new Gossip({
      clock,
      random,
      log,
      transport: wire.transport,
      config: { ...PROFILES[choice.profile], deadKeptMs: choice.forgetAfterMs },
      keys: wire.keys,
      epoch: wire.epoch,
      store: this.#store,
      facts,
    });
    this.#search = new NeighbourSearch({ clock, log, zone, wire, gossip: this.gossip });
    this.gossip.onChange((change) => {
      // Who speaks for the zone may be another now.
      this.factsChanged();
      deps.onChange(change);
    });
    this.gossip.onEvent(deps.onEvent);
  }

  start(seeds: readonly string[]): void {
    this.wire.announce(() => {
      const { name, zone, isRelay } = this.gossip.self.card;
      return { name, zone, isRelay };
    });
    this.gossip.start();
    this.seed(seeds);
    if (this.#deps.choice.isDetecting) this.#search.start();
    this.#cancelElect = this.#deps.clock.after(ELECT_AFTER_MS, () => {
      this.#mayElect = true;
      this.factsChanged();
    });
    this.#lookLater();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelFacts?.();
    this.#cancelLook?.();
    this.#cancelElect?.();
    this.#search.stop();
    this.gossip.stop();
    await this.wire.close();
    await this.#store.close();
  }

  /** @param seeds addresses or names, with or without ports */
  seed(seeds: readonly string[]): void {
    this.#seeds = seeds;
    void this.#resolveSeeds();
  }

  /** What the agent says of itself may be otherwise; told in a moment, if it is. */
  factsChanged(): void {
    this.#cancelFacts ??= this.#deps.clock.after(FACTS_EVERY_MS, () => {
      this.#cancelFacts = undefined;
      this.#tellFacts();
    });
  }

  async #resolveSeeds(): Promise<void> {
    const { resolve, log } = this.#deps;
    const seeds = this.#seeds;
    const addresses = await resolveSeeds(seeds, resolve, log);
    const own = new Set([this.wire.address, ...this.gossip.self.card.addresses]);
    if (this.#isStopped || seeds !== this.#seeds) return;
    this.gossip.setSeeds(addresses.filter((address) => !own.has(address)));
  }

  #lookLater(): void {
    this.#cancelLook = this.#deps.clock.after(LOOK_EVERY_MS, () => {
      this.factsChanged();
      void this.#resolveSeeds();
      this.#lookLater();
    });
  }

  #tellFacts(): void {
    if (this.#mayElect) this.#elect();
    const facts = this.#facts();
    const told = JSON.stringify(facts);
    if (told === this.#told) return;
    this.#told = told;
    this.gossip.setFacts(facts);
  }

  #elect(): void {
    const { id, zone } = this.gossip.self.card;
    const own = this.gossip.members().filter(({ card }) => card.zone === zone);
    this.#isElected = electRelays(own).includes(id);
  }

  #facts() {
    const { own, choice, zone, wire, interfaces } = this.#deps;
    const addresses = shownAddresses(choice, wire.address, interfaces());
    return cardFacts(own(), { zone, addresses, relay: choice.relay, isElected: this.#isElected });
  }
}

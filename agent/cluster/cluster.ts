import { join } from 'node:path';
import type { Cancel, Clock } from '@/common/clock';
import { type ClusterEvent, DEFAULT_ZONE, type MemberChange } from '@/common/domain/member';
import type { ZonePlace } from '@/common/domain/zone-tree';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { GossipChoice } from '../config/gossip-settings';
import type { Gossip } from '../gossip/gossip';
import type { ClusterStatus } from '../local-api/cluster-api';
import { type Interfaces, type Listening, listeningOf } from './listening';
import { LiveMembership } from './live-membership';
import type { OwnFacts } from './own-facts';
import type { Resolve } from './seed-book';
import type { KeyFiles, OpenWire, Wire } from './wire';

/** How a cluster reaches the network and the disk. */
export interface GossipSeams {
  readonly openWire: OpenWire;
  readonly keys: KeyFiles;
  readonly interfaces: () => Interfaces;
  readonly resolve: Resolve;
}

export interface ClusterDeps extends GossipSeams {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly choice: GossipChoice;
  /** The zone that the configuration of this agent says; empty for none. */
  readonly zone: string;
  /** `<data>/gossip`; made when it is needed. */
  readonly directory: string;
  readonly own: () => OwnFacts;
}

/** What could not be opened is tried again: a port may be free by then, a key may be there. */
const AGAIN_MS = 30_000;

const COMES_BACK = 'it comes back with "opsbro gossip join", or when it starts again.';

type Standing = Pick<ClusterStatus, 'state' | 'reason'>;

/**
 * The part of an agent that gossips: opens what its zone and its keys allow, and opens it anew when
 * those change. It never takes the agent down: what stands in its way is a reason, in a sentence.
 */
export class Cluster {
  readonly #deps: ClusterDeps;
  readonly #changeListeners = new Set<(change: MemberChange) => void>();
  readonly #eventListeners = new Set<(event: ClusterEvent) => void>();
  #zone: string;
  /** Said on this machine, which outranks the server; empty where nothing was. */
  #ownZone: string;
  #isLeaving = false;
  #isStarted = false;
  #serverSeeds: readonly string[] = [];
  #places: () => readonly ZonePlace[] = () => [];
  #standing: Standing = { state: 'off', reason: 'Gossip has not started yet.' };
  #live: LiveMembership | undefined;
  /** One after another: what is opened by one is closed by the next. */
  #work: Promise<unknown> = Promise.resolve();
  #cancelAgain: Cancel | undefined;

  constructor(deps: ClusterDeps) {
    this.#deps = deps;
    this.#ownZone = deps.zone;
    this.#zone = deps.zone === '' ? DEFAULT_ZONE : deps.zone;
  }

  get zone(): string {
    return this.#zone;
  }

  /** Undefined while this agent does not gossip. */
  get membership(): Gossip | undefined {
    return this.#live?.gossip;
  }

  get wire(): Wire | undefined {
    return this.#live?.wire;
  }

  /** A key of its zone seals what it sends. */
  get isSealed(): boolean {
    return this.#live?.wire.isSealed ?? false;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** @throws {AppError} CONFLICT with why this agent does not gossip */
  demand(): LiveMembership {
    if (this.#live !== undefined) return this.#live;
    throw new AppError('CONFLICT', this.#standing.reason);
  }

  /** Of whatever zone and run of gossip, from now on. */
  onChange(listener: (change: MemberChange) => void): Cancel {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onEvent(listener: (event: ClusterEvent) => void): Cancel {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  start(): Promise<void> {
    this.#isStarted = true;
    return this.#then(() => this.#open());
  }

  /** Silent from now on, which others find out: a stop is no leave. */
  stop(): Promise<void> {
    this.#isStarted = false;
    return this.#then(() => this.#close({ state: 'off', reason: 'The agent is stopping.' }));
  }

  /** Tells all that this agent goes, and is silent until it joins again or starts anew. */
  async leave(): Promise<void> {
    const { gossip } = this.demand();
    this.#isLeaving = true;
    await new Promise<void>((resolve) => gossip.leave(resolve));
    const reason = `This agent has left its cluster; ${COMES_BACK}`;
    await this.#then(() => this.#close({ state: 'left', reason }));
  }

  /** The zone of the server's choice; what was said on this machine outranks it. */
  setServerZone(zone: string): void {
    if (this.#ownZone === '') this.#moveTo(zone === '' ? DEFAULT_ZONE : zone);
  }

  /** The zone that somebody on this machine says. */
  setZone(zone: string): void {
    this.#ownZone = zone;
    this.#moveTo(zone);
  }

  /** Members that the server knows, besides those of the configuration and of the last run. */
  setServerSeeds(seeds: readonly string[]): void {
    this.#serverSeeds = seeds;
    this.#live?.seed(this.#seeds());
  }

  /** How zones stand in one another, as far as this agent was told. */
  get places(): readonly ZonePlace[] {
    return this.#places();
  }

  setPlaces(places: () => readonly ZonePlace[]): void {
    this.#places = places;
  }

  /** A file of a key was written or is gone. @throws {AppError} INVALID when it is damaged */
  keysChanged(zone: string): void {
    if (zone !== this.#zone) {
      this.#live?.wire.reloadKeys();
      return;
    }
    const hasKey = this.#deps.keys.has(zone);
    if (this.#live !== undefined && this.#live.wire.isSealed === hasKey)
      this.#live.wire.reloadKeys();
    else void this.#then(() => this.#reopen());
  }

  /** What this agent says of itself may be otherwise. */
  factsChanged(): void {
    this.#live?.factsChanged();
  }

  /** After a leave, a join is the way back. */
  async ready(): Promise<LiveMembership> {
    if (this.#standing.state === 'left') await this.start();
    return this.demand();
  }

  #moveTo(zone: string): void {
    if (zone === this.#zone) return;
    this.#zone = zone;
    void this.#then(() => this.#reopen());
  }

  async #reopen(): Promise<void> {
    if (!this.#isStarted || this.#standing.state === 'left') return;
    await this.#close({ state: 'off', reason: 'Gossip is starting anew.' });
    await this.#open();
  }

  async #open(): Promise<void> {
    this.#cancelAgain?.();
    if (this.#live !== undefined || !this.#isStarted) return;
    const { choice, keys, log } = this.#deps;
    if (!choice.isEnabled) {
      this.#standing = { state: 'off', reason: 'Gossip is turned off: gossip.enabled is false.' };
      return;
    }
    try {
      this.#use(await this.#openWire(listeningOf(choice, keys.has(this.#zone))));
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== this.#standing.reason) log.error('gossip is refused', { reason });
      this.#standing = { state: 'refused', reason };
      const { clock } = this.#deps;
      this.#cancelAgain = clock.after(AGAIN_MS, () => void this.#then(() => this.#open()));
    }
  }

  async #openWire({ hosts, port, mayMove }: Listening): Promise<Wire> {
    const [host = '', ...others] = hosts;
    try {
      return await this.#deps.openWire({ zone: this.#zone, host, port, mayMove });
    } catch (error) {
      const isElsewhere = AppError.is(error) && error.code === 'UNREACHABLE' && others.length > 0;
      if (!isElsewhere) throw error;
      return this.#openWire({ hosts: others, port, mayMove });
    }
  }

  #use(wire: Wire): void {
    const { log, directory } = this.#deps;
    this.#live = new LiveMembership({
      ...this.#deps,
      wire,
      zone: this.#zone,
      path: join(directory, 'members.json'),
      onChange: (change) => {
        tell(this.#changeListeners, change);
        this.#seeWhetherSentAway();
      },
      onEvent: (event) => tell(this.#eventListeners, event),
    });
    this.#standing = { state: 'on', reason: '' };
    log.info('gossip started', { zone: this.#zone, address: wire.address, sealed: wire.isSealed });
    this.#live.start(this.#seeds());
  }

  /** Gossip is silent by then. */
  #seeWhetherSentAway(): void {
    if (this.#isLeaving || this.#live?.gossip.self.state !== 'left') return;
    const reason = `This agent was sent away with the master key of its zone; ${COMES_BACK}`;
    void this.#then(() => this.#close({ state: 'left', reason }));
  }

  async #close(standing: Standing): Promise<void> {
    this.#cancelAgain?.();
    this.#isLeaving = false;
    const live = this.#live;
    this.#live = undefined;
    this.#standing = standing;
    await live?.stop();
  }

  #seeds(): readonly string[] {
    return [...this.#deps.choice.seeds, ...this.#serverSeeds];
  }

  #then(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch((error) => {
      this.#deps.log.error('gossip failed', { reason: messageOf(error) });
    });
    return done;
  }
}

function tell<Told>(listeners: ReadonlySet<(told: Told) => void>, told: Told): void {
  for (const listener of listeners) listener(told);
}

import { createCard } from '@/agent/gossip/card';
import { sealOf } from '@/agent/gossip/codec/id-bytes';
import type { GossipConfig } from '@/agent/gossip/config';
import { Gossip } from '@/agent/gossip/gossip';
import type { CardFacts, MemberKeys } from '@/agent/gossip/gossip-deps';
import type { News } from '@/agent/gossip/message';
import type { ClusterEvent, MemberChange } from '@/common/domain/member';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import { type MachineTime, SimClock } from './sim-clock';
import type { SimDisk } from './sim-disk';
import type { Port, SimNetwork } from './sim-network';

/** What a machine of the simulated world is made of. */
export interface Machine {
  readonly index: number;
  readonly key: MemberKeys;
  readonly time: MachineTime;
  readonly disk: SimDisk;
  readonly port: Port;
  readonly network: SimNetwork;
  readonly config: GossipConfig;
  readonly seeds: readonly string[];
  /** Another sequence each run. */
  random(run: number): Random;
}

/** What members say and hear while they run; for whoever watches. */
export interface Witness {
  changed(member: SimMember, change: MemberChange): void;
  heard(member: SimMember, event: ClusterEvent): void;
}

/** A machine, and the production agent's gossip while it runs there. */
export class SimMember {
  readonly machine: Machine;
  readonly #witness: Witness;
  #run: { readonly gossip: Gossip; readonly clock: SimClock } | undefined;
  #runs = 0;
  #groupsVersion = 0;
  /** It said that it goes, and was not started since. */
  hasLeft = false;

  constructor(machine: Machine, witness: Witness) {
    this.machine = machine;
    this.#witness = witness;
  }

  get id(): string {
    return this.machine.key.id;
  }

  get address(): string {
    return this.machine.port.address;
  }

  /** While it has a process, be it a stopped one. */
  get gossip(): Gossip | undefined {
    return this.#run?.gossip;
  }

  /** Counts its processes: what one of them knew need not hold in the next. */
  get runs(): number {
    return this.#runs;
  }

  /** Of its last run; orders it among others with its key. */
  get epochMs(): number {
    return this.machine.disk.epochMs;
  }

  get isStill(): boolean {
    return this.#run !== undefined && !this.#run.clock.isRunning;
  }

  start(hasState: boolean, seeds = this.machine.seeds): void {
    const { machine } = this;
    if (this.hasLeft) this.crash();
    if (this.#run !== undefined) return;
    if (!hasState) machine.disk.wipe();
    machine.port.isOn = true;
    this.hasLeft = false;
    this.#runs += 1;
    const clock = new SimClock(machine.time);
    const listener = { seal: sealOf(this.id), clock };
    const gossip = new Gossip({
      clock,
      random: machine.random(this.#runs),
      transport: machine.network.transport(machine.port, listener),
      log: SILENT,
      config: machine.config,
      keys: machine.key,
      epoch: machine.disk.bootEpoch(clock),
      store: machine.disk,
      facts: this.#facts(),
    });
    this.#run = { gossip, clock };
    gossip.onChange((change) => this.#witness.changed(this, change));
    gossip.onEvent((event) => this.#witness.heard(this, event));
    gossip.setSeeds(seeds.filter((address) => address !== this.address));
    gossip.start();
  }

  /** What it tells of itself when it is started next. */
  introduction(incarnation: number): News & { readonly kind: 'alive' } {
    const { key, disk, time } = this.machine;
    const said = {
      kind: 'alive',
      card: createCard(this.#facts(), key.id, incarnation, disk.nextEpochMs(new SimClock(time))),
      lineage: key.lineage,
    } as const;
    return { ...said, signature: key.sign(said) };
  }

  /** The process ends at once, as by SIGKILL; its machine goes on. */
  crash(): void {
    this.#run?.clock.end();
    this.#run = undefined;
    this.machine.time.wake();
    this.machine.port.isOn = true;
    this.machine.port.close();
  }

  powerOff(): void {
    this.crash();
    this.machine.port.isOn = false;
  }

  leave(): void {
    if (this.#run === undefined || this.isStill) return;
    this.hasLeft = true;
    this.#run.gossip.leave(() => undefined);
  }

  /** @param isAsleep the whole machine, and its clock with it */
  stand(isAsleep: boolean): void {
    if (this.#run === undefined) return;
    this.#run.clock.stop();
    if (!isAsleep) return;
    this.machine.time.sleep();
    this.machine.port.isOn = false;
  }

  goOn(): void {
    if (this.#run === undefined) return;
    this.machine.time.wake();
    this.machine.port.isOn = true;
    this.#run.clock.goOn();
  }

  change(): void {
    this.#groupsVersion += 1;
    if (!this.isStill) this.#run?.gossip.setFacts(this.#facts());
  }

  /** @returns nothing where it has no voice */
  tell(payload: string): ClusterEvent | undefined {
    return this.isStill || this.hasLeft ? undefined : this.#run?.gossip.tell('simulated', payload);
  }

  #facts(): CardFacts {
    const { index } = this.machine;
    return {
      name: `node-${index}`,
      hostname: `node-${index}.example.net`,
      addresses: [this.address],
      zone: 'default',
      groups: ['linux', 'x86_64', `version-${this.#groupsVersion}`],
      roles: [],
      isRelay: false,
      canRelay: false,
      checks: { ok: 9, warning: 0, critical: 0, unknown: 0, pending: 0, stale: 0 },
      agentVersion: '0.1.0',
    };
  }
}

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  part: () => SILENT,
};

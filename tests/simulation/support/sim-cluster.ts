import type { GossipConfig } from '@/agent/gossip/config';
import type { MemberKeys, RememberedMember } from '@/agent/gossip/gossip-deps';
import { Agenda } from './agenda';
import { between, chance } from './chance';
import type { Fault, MemberFault } from './fault';
import { introduce } from './hall';
import { realKey } from './real-key';
import { MachineTime } from './sim-clock';
import { SimDisk } from './sim-disk';
import { SimKey } from './sim-keys';
import { SimMember, type Witness } from './sim-member';
import { SimNetwork } from './sim-network';
import { Trace } from './trace';
import { BY_BYTES, BY_REFERENCE } from './wire';

/** So many of those who were first are where others ask to be let in. */
const SEEDS_MAX = 10;
/** Crystals of servers are better than this by a thousand times; virtual machines are not always. */
const DRIFT_MAX = 0.05;

export interface SimClusterOptions {
  readonly seed: number;
  readonly members: number;
  /** Started later, for the first time. */
  readonly newcomers?: number;
  readonly config: GossipConfig;
  readonly witness: Witness;
  /** Everybody knows that everybody is up; otherwise only that they were, in the run before. */
  readonly isAcquainted?: boolean;
  /** With real keys and encoded messages, at their cost. */
  readonly isReal?: boolean;
}

/** A whole cluster in this process, on time, chance, disks and a network of its own. */
export class SimCluster {
  readonly agenda = new Agenda();
  readonly trace = new Trace();
  readonly network: SimNetwork;
  readonly members: SimMember[] = [];
  readonly #options: SimClusterOptions;
  /** Until when a member stands still, by the world's time. */
  readonly #stillUntilMs = new Map<SimMember, number>();
  #partitions = 0;

  constructor(options: SimClusterOptions) {
    const { seed, members, newcomers = 0, isAcquainted = false, isReal = false } = options;
    this.#options = options;
    this.network = new SimNetwork(
      this.agenda,
      chance(seed, 'network'),
      this.trace,
      isReal ? BY_BYTES : BY_REFERENCE,
    );
    for (let index = 0; index < members + newcomers; index++) {
      const key = isReal ? realKey(seed, index) : new SimKey(seed, index);
      this.#add(index, key, new SimDisk());
    }
    const founders = this.members.slice(0, members);
    if (isAcquainted) introduce(founders, this.network, this.agenda);
    else this.#awake(founders);
  }

  get hasSeed(): boolean {
    return this.members
      .slice(0, this.#seeds())
      .some(({ gossip, hasLeft }) => gossip !== undefined && !hasLeft);
  }

  get isReal(): boolean {
    return this.#options.isReal === true;
  }

  run(durationMs: number): void {
    this.agenda.runUntil(this.agenda.nowMs + durationMs);
  }

  apply(fault: Fault): void {
    if ('member' in fault) {
      const member = this.members[fault.member];
      if (member !== undefined) this.#applyTo(member, fault);
    } else if (fault.kind === 'partition') this.#partition(fault.sides, fault.durationMs);
    else if (fault.kind === 'deafen') this.#deafen(fault.from, fault.to, fault.durationMs);
    else this.network.weather = fault.weather;
  }

  #applyTo(member: SimMember, fault: MemberFault): void {
    switch (fault.kind) {
      case 'crash':
        member.crash();
        break;
      case 'power-off':
        member.powerOff();
        break;
      case 'start':
        member.start(fault.hasState);
        break;
      case 'leave':
        member.leave();
        break;
      case 'pause':
      case 'sleep':
        this.#stand(member, fault.kind === 'sleep', fault.durationMs);
        break;
      case 'jump-clock':
        member.machine.time.jumpWall(fault.byMs);
        break;
      case 'clone':
        this.#clone(member);
        break;
      case 'change':
        member.change();
        break;
      case 'tell':
        member.tell(`by ${member.machine.index} at ${Math.round(this.agenda.nowMs)}`);
    }
  }

  #stand(member: SimMember, isAsleep: boolean, durationMs: number): void {
    const untilMs = this.agenda.nowMs + durationMs;
    const { runs } = member;
    if (untilMs <= (this.#stillUntilMs.get(member) ?? 0)) return;
    this.#stillUntilMs.set(member, untilMs);
    member.stand(isAsleep);
    this.agenda.at(untilMs, () => {
      if (this.#stillUntilMs.get(member) === untilMs && member.runs === runs) member.goOn();
    });
  }

  #partition(sides: readonly number[], durationMs: number): void {
    this.#partitions += 1;
    const partition = this.#partitions;
    const named = this.members.map(
      ({ address, machine }) => [address, sides[machine.index % sides.length] ?? 0] as const,
    );
    this.network.partition(new Map(named));
    this.agenda.in(durationMs, () => {
      if (this.#partitions === partition) this.network.rejoin();
    });
  }

  #deafen(from: number, to: number, durationMs: number): void {
    const one = this.members[from];
    const other = this.members[to];
    if (one === undefined || other === undefined) return;
    this.agenda.in(durationMs, this.network.deafen(one.address, other.address));
  }

  /** Its disk is copied to another machine, and started there: two with one key. */
  #clone(member: SimMember): void {
    if (member.gossip === undefined || member.hasLeft) return;
    const copy = this.#add(this.members.length, member.machine.key, member.machine.disk.copy());
    copy.start(true);
  }

  #add(index: number, key: MemberKeys, disk: SimDisk): SimMember {
    const { seed, config, witness } = this.#options;
    const port = this.network.port(addressOf(index));
    const rate = 1 + between(chance(seed, `drift ${index}`), -DRIFT_MAX, DRIFT_MAX);
    const member = new SimMember(
      {
        index,
        key,
        disk,
        port,
        config,
        network: this.network,
        time: new MachineTime(this.agenda, rate),
        seeds: Array.from({ length: this.#seeds() }, (_, seedIndex) => addressOf(seedIndex)),
        random: (run) => chance(seed, `member ${index} run ${run}`),
      },
      witness,
    );
    this.members.push(member);
    return member;
  }

  #seeds(): number {
    return Math.min(SEEDS_MAX, this.#options.members);
  }

  /** All at once, as after a power cut: each has the list of all on its disk. */
  #awake(founders: readonly SimMember[]): void {
    const members = founders.map((founder): RememberedMember => {
      const news = founder.introduction(0);
      return { news, state: 'alive', sinceMs: news.card.bootEpochMs, left: null };
    });
    for (const founder of founders) {
      founder.machine.disk.save({ incarnation: 0, members, history: [] });
      founder.start(true);
    }
  }
}

function addressOf(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}:6768`;
}

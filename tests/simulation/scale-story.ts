import { type GossipConfig, LAN } from '@/agent/gossip/config';
import { between, chance, wholeBetween } from './support/chance';
import { SimCluster } from './support/sim-cluster';
import type { SimMember } from './support/sim-member';
import { Tally } from './support/tally';
import { FAIR } from './support/weather';

const WARM_UP_MS = 10_000;
const AT_REST_MS = 20_000;
const AFTER_JOIN_MS = 10_000;
const AFTER_CRASH_MS_MAX = 60_000;

export interface ScaleOptions {
  readonly members: number;
  readonly crashes: number;
  readonly lossRate: number;
  readonly config?: GossipConfig;
}

export interface ScaleStory {
  readonly seed: number;
  /** Until 99 of 100 knew the newcomer. */
  readonly joinMs: number | undefined;
  /** Until the first and until all knew of a crash; one of each, in the order of the crashes. */
  readonly firstMs: readonly (number | undefined)[];
  readonly crashMs: readonly (number | undefined)[];
  readonly falseSuspicions: number;
  readonly falseDeaths: number;
  /** Of each member, sent, while nothing happened. */
  readonly restPacketsPerSecond: number;
  readonly restBytesPerSecond: number;
  readonly restStreamedBytesPerSecond: number;
  /** The same while members joined and crashed. */
  readonly busyPacketsPerSecond: number;
  readonly busyBytesPerSecond: number;
  readonly largestPacketBytes: number;
  readonly hash: string;
}

/** Many members, all well; one joins, some crash at once. */
export function tellScaleStory(seed: number, options: ScaleOptions): ScaleStory {
  const { members, crashes, lossRate, config = LAN } = options;
  const tally = new Tally();
  const cluster = new SimCluster({
    seed,
    members,
    newcomers: 1,
    config,
    witness: tally,
    isAcquainted: true,
  });
  tally.watch(cluster);
  cluster.network.weather = { ...FAIR, lossRate };
  const meter = new Meter(cluster, members);
  cluster.run(WARM_UP_MS);
  meter.reset();
  cluster.run(AT_REST_MS);
  const rest = meter.read();
  meter.reset();

  const joinedMs = cluster.agenda.nowMs;
  const newcomer = cluster.members[members];
  newcomer?.start(false);
  cluster.run(AFTER_JOIN_MS);
  const joinMs = tally.knownMs('joined', newcomer?.id ?? '', Math.ceil(members * 0.99));

  const crashed = crash(cluster, tally, { seed, members, crashes });
  const others = members + 1 - crashes;
  const endMs = cluster.agenda.nowMs + AFTER_CRASH_MS_MAX;
  const isKnown = ({ id }: SimMember) => tally.knownMs('died', id, others) !== undefined;
  do cluster.run(1_000);
  while (cluster.agenda.nowMs < endMs && !crashed.every(({ member }) => isKnown(member)));
  const busy = meter.read();
  const sinceCrash = (count: number) =>
    crashed.map(({ member, atMs }) => since(tally.knownMs('died', member.id, count), atMs));
  return {
    seed,
    joinMs: since(joinMs, joinedMs),
    firstMs: sinceCrash(1),
    crashMs: sinceCrash(others),
    falseSuspicions: tally.falseSuspicions,
    falseDeaths: tally.falseDeaths,
    restPacketsPerSecond: rest.packets,
    restBytesPerSecond: rest.bytes,
    restStreamedBytesPerSecond: rest.streamedBytes,
    busyPacketsPerSecond: busy.packets,
    busyBytesPerSecond: busy.bytes + busy.streamedBytes,
    largestPacketBytes: cluster.network.largestPacketBytes,
    hash: cluster.trace.hash,
  };
}

interface Crash {
  readonly member: SimMember;
  readonly atMs: number;
}

/** Within a second, so that the moment within the probe interval is another each time. */
function crash(
  cluster: SimCluster,
  tally: Tally,
  { seed, members, crashes }: { seed: number; members: number; crashes: number },
): Crash[] {
  const random = chance(seed, 'crashes');
  const chosen = new Set<number>();
  while (chosen.size < crashes) chosen.add(wholeBetween(random, 0, members - 1));
  return [...chosen].flatMap((index) => {
    const member = cluster.members[index];
    if (member === undefined) return [];
    cluster.run(between(random, 0, 1_000 / crashes));
    tally.isIll(member.id);
    member.crash();
    return { member, atMs: cluster.agenda.nowMs };
  });
}

function since(untilMs: number | undefined, fromMs: number): number | undefined {
  return untilMs === undefined ? undefined : untilMs - fromMs;
}

/** What each member sent a second, since it was last reset. */
class Meter {
  readonly #cluster: SimCluster;
  readonly #members: number;
  #fromMs = 0;
  #before = { packets: 0, bytes: 0, streamedBytes: 0 };

  constructor(cluster: SimCluster, members: number) {
    this.#cluster = cluster;
    this.#members = members;
  }

  reset(): void {
    this.#fromMs = this.#cluster.agenda.nowMs;
    this.#before = this.#sums();
  }

  read(): { packets: number; bytes: number; streamedBytes: number } {
    const now = this.#sums();
    const seconds = ((this.#cluster.agenda.nowMs - this.#fromMs) / 1_000) * this.#members;
    return {
      packets: (now.packets - this.#before.packets) / seconds,
      bytes: (now.bytes - this.#before.bytes) / seconds,
      streamedBytes: (now.streamedBytes - this.#before.streamedBytes) / seconds,
    };
  }

  #sums(): { packets: number; bytes: number; streamedBytes: number } {
    const sums = { packets: 0, bytes: 0, streamedBytes: 0 };
    for (const port of this.#cluster.network.ports) {
      sums.packets += port.sentPackets;
      sums.bytes += port.sentBytes;
      sums.streamedBytes += port.streamedBytes;
    }
    return sums;
  }
}

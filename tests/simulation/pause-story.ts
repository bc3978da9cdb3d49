import type { GossipConfig } from '@/agent/gossip/config';
import { chance, wholeBetween } from './support/chance';
import { SimCluster } from './support/sim-cluster';
import { Tally } from './support/tally';

const FIRST_PAUSE_MS = 5_000;

export interface PauseOptions {
  readonly members: number;
  /** So many of them stand still and go on, again and again. */
  readonly pausing: number;
  readonly pauseMsMin: number;
  readonly pauseMsMax: number;
  readonly durationMs: number;
  readonly config: GossipConfig;
}

export interface PauseStory {
  readonly seed: number;
  /** Verdicts about members that never paused: each by each who came to it. */
  readonly falseSuspicions: number;
  readonly falseDeaths: number;
  readonly hash: string;
}

/** Members that get no processor take it for the others' silence; what do these suffer for it? */
export function tellPauseStory(seed: number, options: PauseOptions): PauseStory {
  const { members, pausing, pauseMsMin, pauseMsMax, durationMs, config } = options;
  const tally = new Tally();
  const cluster = new SimCluster({ seed, members, config, witness: tally, isAcquainted: true });
  tally.watch(cluster);
  const random = chance(seed, 'pauses');
  const lengthMs = () => pauseMsMin * (pauseMsMax / pauseMsMin) ** random.next();
  const pause = (member: number): void => {
    const pauseMs = lengthMs();
    cluster.apply({ kind: 'pause', member, durationMs: pauseMs });
    cluster.agenda.in(pauseMs + lengthMs(), () => pause(member));
  };
  const chosen = new Set<number>();
  while (chosen.size < pausing) chosen.add(wholeBetween(random, 0, members - 1));
  for (const member of chosen) {
    tally.isIll(cluster.members[member]?.id ?? '');
    cluster.agenda.at(FIRST_PAUSE_MS + lengthMs(), () => pause(member));
  }
  cluster.run(durationMs);
  return {
    seed,
    falseSuspicions: tally.falseSuspicions,
    falseDeaths: tally.falseDeaths,
    hash: cluster.trace.hash,
  };
}

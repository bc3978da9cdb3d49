import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import { CHECK_STATES } from '@/common/domain/check';
import type { CheckCounts } from '@/common/domain/check-counts';
import type { CheckReport } from '@/common/domain/check-report';
import type { RoleCard } from '@/common/domain/role';
import type { Log } from '@/common/log';
import type { Random } from '@/common/random';
import type { Host } from '../collectors/host';
import type { AgentConfig } from '../config/config';
import type { NodeGroups } from '../detection/node-groups';
import { Cluster, type GossipSeams } from './cluster';

export interface CreateClusterDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly host: Pick<Host, 'hostname'>;
  readonly config: AgentConfig;
  readonly version: string;
  readonly gossip: GossipSeams;
}

/** What the card of this agent tells, each asked when it is needed. */
export interface CardSources {
  name(): string;
  readonly groups: Pick<NodeGroups, 'all' | 'onChange'>;
  checks(): readonly CheckReport[];
  roles(): readonly RoleCard[];
}

/** The files of gossip below the agent's data. */
export function gossipDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'gossip');
}

/** The part of this agent that gossips; it follows what its card tells of. */
export function createCluster(deps: CreateClusterDeps, sources: CardSources): Cluster {
  const { clock, random, log, host, config, version, gossip } = deps;
  const cluster = new Cluster({
    ...gossip,
    clock,
    random,
    log: log.part('cluster'),
    choice: config.gossip,
    zone: config.zone,
    directory: gossipDirectory(config.dataDirectory),
    own: () => ({
      name: sources.name(),
      hostname: host.hostname,
      groups: sources.groups.all(),
      roles: sources.roles().map(({ id }) => id),
      checks: countsOf(sources.checks()),
      agentVersion: version,
    }),
  });
  sources.groups.onChange(() => cluster.factsChanged());
  return cluster;
}

/** Of those that are for this machine. */
function countsOf(checks: readonly CheckReport[]): CheckCounts {
  const counts = Object.fromEntries(CHECK_STATES.map((state) => [state, 0]));
  for (const { applies, state } of checks) if (applies) counts[state] = (counts[state] ?? 0) + 1;
  return counts as CheckCounts;
}

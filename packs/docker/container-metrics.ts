import type { CollectContext } from '@/agent/collectors/define-collector';
import { counter, fact, gauge, group, optional } from '@/agent/collectors/shape';
import type { ContainerStats, ListedContainer } from './engine-api';

const IMAGE_LENGTH_MAX = 100;

/** What is told of each container. */
export const CONTAINER = group({
  image: fact('The image that it was made from.'),
  state: fact('Such as running, restarting or exited.'),
  health: fact('What its own health check says: healthy, unhealthy, starting, or none.'),
  running: gauge('count', 'One while it runs.'),
  restarts: optional(counter('count', 'How often its policy has had it started again.')),
  cpu_percent: optional(gauge('percent', 'Processor time, in shares of one processor.')),
  memory_bytes: optional(gauge('bytes', 'Memory in use, without files that are merely cached.')),
  memory_used_percent: optional(gauge('percent', 'Share of its own limit, where it has one.')),
  received_bytes_per_second: optional(gauge('bytes/s', 'Received over all of its networks.')),
  sent_bytes_per_second: optional(gauge('bytes/s', 'Sent over all of its networks.')),
});

/** What was asked of one container; what did not come in time is missing. */
export interface KnownContainer {
  readonly listed: ListedContainer;
  readonly restarts: number | undefined;
  readonly stats: ContainerStats | undefined;
}

export function containerMetrics(
  { listed, restarts, stats }: KnownContainer,
  memoryTotal: number,
  rate: CollectContext['rate'],
) {
  return {
    image: listed.Image.slice(0, IMAGE_LENGTH_MAX),
    state: listed.State,
    health: healthOf(listed),
    running: listed.State === 'running' ? 1 : 0,
    restarts,
    ...(stats === undefined ? {} : usageOf(listed.Id, stats, memoryTotal, rate)),
  };
}

function usageOf(
  id: string,
  { cpu_stats, memory_stats, networks }: ContainerStats,
  memoryTotal: number,
  rate: CollectContext['rate'],
) {
  const nanoseconds = rate(`cpu ${id}`, cpu_stats.cpu_usage.total_usage);
  const memory = memoryInUse(memory_stats);
  const { limit = 0 } = memory_stats;
  // Without a limit of its own the engine tells the memory of the machine.
  const isLimited = limit > 0 && limit < memoryTotal;
  return {
    cpu_percent: nanoseconds === undefined ? undefined : nanoseconds / 10_000_000,
    memory_bytes: memory,
    memory_used_percent: memory !== undefined && isLimited ? (memory / limit) * 100 : undefined,
    received_bytes_per_second: speed(`in ${id}`, networks, ({ rx_bytes }) => rx_bytes, rate),
    sent_bytes_per_second: speed(`out ${id}`, networks, ({ tx_bytes }) => tx_bytes, rate),
  };
}

/** As `docker stats` counts it, on either version of cgroups. */
function memoryInUse({ usage, stats }: ContainerStats['memory_stats']): number | undefined {
  if (usage === undefined) return undefined;
  const cached = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
  return Math.max(0, usage - cached);
}

type Networks = NonNullable<ContainerStats['networks']>;

function speed(
  key: string,
  networks: Networks | null | undefined,
  bytesOf: (network: Networks[string]) => number,
  rate: CollectContext['rate'],
): number | undefined {
  if (networks === null || networks === undefined) return undefined;
  const bytes = Object.values(networks).reduce((sum, network) => sum + bytesOf(network), 0);
  return rate(key, bytes);
}

/** The list has it in words for people alone. */
export function healthOf({ Status }: Pick<ListedContainer, 'Status'>): string {
  const [, health] = /\((healthy|unhealthy|health: starting)\)/.exec(Status) ?? [];
  return health?.replace('health: ', '') ?? 'none';
}

/** `web` for `/web`; `/web/alias` are links of others to it. */
export function containerName({ Names, Id }: Pick<ListedContainer, 'Names' | 'Id'>): string {
  const own = Names?.find((name) => /^\/[^/]+$/.test(name));
  return own?.slice(1) ?? Id.slice(0, 12);
}

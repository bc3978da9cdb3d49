import {
  type CollectContext,
  defineCollector,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { counter, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { type BoundingCgroups, boundingCgroups } from '../cgroups/cgroup-paths';
import { readCpu, readMemory, readPids } from '../cgroups/cgroup-usage';
import { perHost } from '../per-host';

/** Sources: the cgroup file systems, see cgroup-v1 and cgroup-v2 in the kernel's documentation. */
export default defineCollector({
  name: 'cgroup',
  summary:
    'What the control group of this container or agent may use, uses, and is held back from.',
  intervalMs: 10_000,
  shape: {
    path: fact('The cgroup that is told of, as the kernel names it to the agent.'),
    version: fact<1 | 2>('Of the memory controller, or of the first that there is.'),
    memory: optional(
      group({
        used_bytes: gauge('bytes', 'Memory in use, page cache included.'),
        working_set_bytes: gauge('bytes', 'In use without the cache that can be dropped at once.'),
        limit_bytes: optional(gauge('bytes', 'The limit; absent when there is none.')),
        pct_used: optional(gauge('percent', 'The working set in percent of the limit.')),
        oom_kills: optional(counter('count', 'Processes killed because the limit was reached.')),
      }),
    ),
    cpu: optional(
      group({
        used_cores: optional(gauge('count', 'Processors kept busy, 1.5 for one and a half.')),
        limit_cores: optional(gauge('count', 'The quota in processors; absent without one.')),
        pct_used: optional(gauge('percent', 'Processors kept busy in percent of the quota.')),
        pct_throttled: optional(gauge('percent', 'Periods in which the quota was used up.')),
        throttled_seconds: optional(counter('seconds', 'Time for which tasks were held back.')),
      }),
    ),
    pids: optional(
      group({
        current: gauge('tasks', 'Processes and threads.'),
        limit: optional(gauge('tasks', 'The limit; absent when there is none.')),
        pct_used: optional(gauge('percent', 'Tasks in percent of the limit.')),
      }),
    ),
  },
  async collect({ host, rate }) {
    const cgroups = rememberedCgroups(host);
    const memory = readMemory(host, cgroups);
    const cpu = readCpu(host, cgroups);
    const pids = readPids(host, cgroups);
    const cgroup = memory?.cgroup ?? cpu?.cgroup ?? pids?.cgroup;
    if (cgroup === undefined) {
      return notEligible(
        'no cgroup file system with memory, cpu or pids is mounted for this cgroup',
      );
    }
    return {
      kind: 'data',
      data: {
        path: cgroup.path,
        version: cgroup.version,
        memory: memory === undefined ? undefined : memoryMetrics(memory),
        cpu: cpu === undefined ? undefined : cpuMetrics(cpu, rate),
        pids: pids === undefined ? undefined : pidsMetrics(pids),
      },
    };
  },
});

/** Hierarchies are mounted at boot; an agent is moved to another cgroup once, if ever. */
const SEARCH_EVERY_MS = 60_000;

const memory = perHost<{ cgroups?: BoundingCgroups; searchedMs: number }>(() => ({
  searchedMs: 0,
}));

function rememberedCgroups(host: Host): BoundingCgroups {
  const known = memory(host);
  const nowMs = host.nowMs();
  if (known.cgroups === undefined || nowMs - known.searchedMs >= SEARCH_EVERY_MS) {
    known.cgroups = boundingCgroups(host);
    known.searchedMs = nowMs;
  }
  return known.cgroups;
}

type Known<Value> = Exclude<Value, undefined>;

function memoryMetrics(memory: Known<ReturnType<typeof readMemory>>) {
  return {
    used_bytes: memory.usedBytes,
    working_set_bytes: memory.workingSetBytes,
    limit_bytes: memory.limitBytes,
    pct_used: percent(memory.workingSetBytes, memory.limitBytes),
    oom_kills: memory.oomKills,
  };
}

function cpuMetrics(cpu: Known<ReturnType<typeof readCpu>>, rate: CollectContext['rate']) {
  const growth = (key: string, value: number | undefined) =>
    value === undefined ? undefined : rate(key, value);
  const usedCores = growth('used', cpu.usedSeconds);
  const periods = growth('periods', cpu.periods);
  const throttled = growth('throttled', cpu.throttledPeriods);
  return {
    used_cores: usedCores,
    limit_cores: cpu.limitCores,
    pct_used: percent(usedCores, cpu.limitCores),
    pct_throttled: periods === 0 ? 0 : percent(throttled, periods),
    throttled_seconds: cpu.throttledSeconds,
  };
}

function pidsMetrics(pids: Known<ReturnType<typeof readPids>>) {
  const { current, limit } = pids;
  return { current, limit, pct_used: percent(current, limit) };
}

function percent(part: number | undefined, whole: number | undefined): number | undefined {
  if (part === undefined || whole === undefined || whole <= 0) return undefined;
  return (part / whole) * 100;
}

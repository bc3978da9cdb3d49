import type { Host } from '@/agent/collectors/host';
import { type BoundingCgroups, type CgroupFolder, parseLimit } from './cgroup-paths';

/** Memory of the bounding cgroup in bytes; a value that its kernel does not give is `undefined`. */
export function readMemory(host: Host, cgroups: BoundingCgroups) {
  const cgroup = cgroups.memory;
  if (cgroup === undefined) return undefined;
  const read = reader(host, cgroup);
  const v1 = cgroup.version === 1;
  const usedBytes = numberOf(read(v1 ? 'memory.usage_in_bytes' : 'memory.current'));
  if (usedBytes === undefined) return undefined;
  const statistics = parseFlatKeys(read('memory.stat'));
  const idleCacheBytes = statistics.get(v1 ? 'total_inactive_file' : 'inactive_file') ?? 0;
  const events = parseFlatKeys(read(v1 ? 'memory.oom_control' : 'memory.events'));
  return {
    cgroup,
    usedBytes,
    workingSetBytes: Math.max(0, usedBytes - idleCacheBytes),
    limitBytes: parseLimit(read(v1 ? 'memory.limit_in_bytes' : 'memory.max')),
    oomKills: events.get('oom_kill'),
  };
}

/** Processor time of the bounding cgroup in seconds since it was made, and its quota in cores. */
export function readCpu(host: Host, cgroups: BoundingCgroups) {
  const cgroup = cgroups.cpu;
  if (cgroup === undefined) return undefined;
  const read = reader(host, cgroup);
  const statistics = parseFlatKeys(read('cpu.stat'));
  const v1 = cgroup.version === 1;
  const throttled = statistics.get(v1 ? 'throttled_time' : 'throttled_usec');
  return {
    cgroup,
    limitCores: v1
      ? coresOf(read('cpu.cfs_quota_us'), read('cpu.cfs_period_us'))
      : parseCpuMax(read('cpu.max')),
    usedSeconds: v1 ? accountedSeconds(host, cgroups) : scaled(statistics.get('usage_usec'), 1e6),
    periods: statistics.get('nr_periods'),
    throttledPeriods: statistics.get('nr_throttled'),
    throttledSeconds: scaled(throttled, v1 ? 1e9 : 1e6),
  };
}

/** Tasks (threads count, too) of the bounding cgroup. */
export function readPids(host: Host, cgroups: BoundingCgroups) {
  const cgroup = cgroups.pids;
  if (cgroup === undefined) return undefined;
  const read = reader(host, cgroup);
  const current = numberOf(read('pids.current'));
  return current === undefined
    ? undefined
    : { cgroup, current, limit: parseLimit(read('pids.max')) };
}

/** @param text such as `200000 100000`, microseconds of each period, or `max 100000` */
export function parseCpuMax(text: string): number | undefined {
  const [quota = '', period = ''] = text.trim().split(' ');
  return coresOf(quota, period);
}

/** @param text lines of a name and a whole number, such as `nr_throttled 12`; others are passed over. */
export function parseFlatKeys(text: string): Map<string, number> {
  const pairs = [...text.matchAll(/^(\w+) (\d+)$/gm)];
  return new Map(pairs.map(([, key = '', value]) => [key, Number(value)]));
}

function coresOf(quota: string, period: string): number | undefined {
  const [quotaMicros, periodMicros] = [numberOf(quota), numberOf(period)];
  if (quotaMicros === undefined || periodMicros === undefined || periodMicros === 0)
    return undefined;
  return quotaMicros / periodMicros;
}

/** Version 1 counts the time in a controller of its own, in nanoseconds. */
function accountedSeconds(host: Host, { cpuacct: cgroup }: BoundingCgroups) {
  if (cgroup?.version !== 1) return undefined;
  return scaled(numberOf(reader(host, cgroup)('cpuacct.usage')), 1e9);
}

function reader(host: Host, { folder }: CgroupFolder): (file: string) => string {
  return (file) => host.tryText(`${folder}/${file}`) ?? '';
}

function scaled(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value / unit;
}

function numberOf(text: string): number | undefined {
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { fact, gauge, optional } from '@/agent/collectors/shape';
import { perHost } from '../per-host';
import { readPageSize } from '../processes/page-size';
import { ProcessOwners } from '../processes/process-owners';
import { type KnownProcess, ProcessTable } from '../processes/process-table';

type TopProcess = {
  readonly pid: number;
  readonly name: string;
  readonly cpu_percent: number | null;
  readonly rss_bytes: number;
  readonly user: string;
};

/** Sources: `/proc/<pid>/stat` of each process, its owner for the few at the top, `/proc/stat`. */
export default defineCollector({
  name: 'processes',
  summary: 'How many processes there are, in which state, and which use most processor and memory.',
  intervalMs: 10_000,
  shape: {
    count: gauge('count', 'Processes, those of the kernel included.'),
    threads: gauge('tasks', 'Threads of all processes.'),
    running: gauge('count', 'Processes on a processor or ready for one.'),
    sleeping: gauge('count', 'Processes that wait for something and can be woken.'),
    blocked: gauge('count', 'Processes that wait for a device and cannot be interrupted (D).'),
    zombie: gauge('count', 'Processes that ended and that their parent has not asked after.'),
    stopped: gauge('count', 'Processes that were stopped by a signal or a debugger.'),
    idle: gauge('count', 'Workers of the kernel with nothing to do (I).'),
    forks: optional(gauge('per-second', 'Processes and threads started.')),
    by_cpu: fact<TopProcess[]>('The five that use most processor, in percent of one.'),
    by_memory: fact<TopProcess[]>('The five that hold most memory, by their resident set.'),
  },
  async collect({ host, rate }) {
    if (host.platform !== 'linux') return notEligible(`${host.platform} has no /proc`);
    const state = memory(host);
    state.owners.begin();
    state.pageSizeBytes ??= readPageSize(host);
    const processes = [...(await state.table.update(host)).values()];
    const show = (process: KnownProcess) => shown(host, process, state);
    return {
      kind: 'data',
      data: {
        ...countStates(processes),
        forks: forksIn(host.tryText('/proc/stat'), rate),
        by_cpu: largest(processes, ({ cpuPercent = 0 }) => cpuPercent).map(show),
        by_memory: largest(processes, ({ residentPages }) => residentPages).map(show),
      },
    };
  },
});

interface Memory {
  readonly table: ProcessTable;
  readonly owners: ProcessOwners;
  pageSizeBytes?: number;
}

const memory = perHost<Memory>(() => ({ table: new ProcessTable(), owners: new ProcessOwners() }));

const STATES = {
  R: 'running',
  S: 'sleeping',
  D: 'blocked',
  Z: 'zombie',
  T: 'stopped',
  t: 'stopped',
  I: 'idle',
} as const;

/** States of old kernels (waking, parked, dead) last for moments and are in the count only. */
export function countStates(processes: readonly KnownProcess[]) {
  const counts = { running: 0, sleeping: 0, blocked: 0, zombie: 0, stopped: 0, idle: 0 };
  let threads = 0;
  for (const process of processes) {
    const state = STATES[process.state as keyof typeof STATES];
    if (state !== undefined) counts[state] += 1;
    threads += process.threads;
  }
  return { count: processes.length, threads, ...counts };
}

const TOP = 5;

/** The five with the largest score above zero, the largest first; equal ones by pid. */
export function largest(
  processes: readonly KnownProcess[],
  score: (process: KnownProcess) => number,
): KnownProcess[] {
  const top: KnownProcess[] = [];
  for (const process of processes) {
    if (score(process) <= 0) continue;
    const place = top.findIndex((other) => score(other) < score(process));
    if (place !== -1) top.splice(place, 0, process);
    else if (top.length < TOP) top.push(process);
    top.length = Math.min(top.length, TOP);
  }
  return top;
}

function shown(
  host: Host,
  process: KnownProcess,
  { owners, pageSizeBytes = 0 }: Memory,
): TopProcess {
  const { pid, name, cpuPercent, residentPages } = process;
  return {
    pid,
    name,
    cpu_percent: cpuPercent === undefined ? null : Math.round(cpuPercent * 10) / 10,
    rss_bytes: residentPages * pageSizeBytes,
    user: owners.ownerOf(host, process),
  };
}

function forksIn(
  stat: string | undefined,
  rate: (key: string, counter: number) => number | undefined,
): number | undefined {
  const forks = /^processes (\d+)$/m.exec(stat ?? '')?.[1];
  return forks === undefined ? undefined : rate('forks', Number(forks));
}

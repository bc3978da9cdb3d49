import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, see time(7): 100 on every Linux of today. */
const TICKS_PER_SECOND = 100;

/** CPU seconds that a process and its living and dead descendants have used, see proc_pid_stat(5). */
export function cpuSeconds(pid: number): number {
  const own = fieldsOf(pid);
  if (own === undefined) return 0;
  // utime, stime, cutime, cstime
  const ticks = own.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return (
    ticks / TICKS_PER_SECOND + childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), 0)
  );
}

/** Resident memory of a process and its descendants, in bytes; `pss` shares what is shared. */
export function memoryBytes(pid: number): { readonly rss: number; readonly pss: number } {
  let rss = 0;
  let pss = 0;
  for (const one of [pid, ...childrenOf(pid)]) {
    const rollup = read(`/proc/${one}/smaps_rollup`);
    rss += kib(rollup, 'Rss');
    pss += kib(rollup, 'Pss');
  }
  return { rss, pss };
}

function kib(text: string, key: string): number {
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && fieldsOf(Number(name))?.[1] === String(pid))
    .map(Number);
}

/** The fields after the name, which may hold anything: state, ppid, … */
function fieldsOf(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

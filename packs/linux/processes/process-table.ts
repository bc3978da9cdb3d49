import { setImmediate } from 'node:timers/promises';
import type { Host } from '@/agent/collectors/host';
import { type ProcessStat, parseProcessStat } from './process-stat';

export interface KnownProcess extends ProcessStat {
  readonly pid: number;
  readonly readMs: number;
  /** Of one processor, between the last two readings; `undefined` until there are two. */
  readonly cpuPercent: number | undefined;
}

/** A reading costs some ten microseconds: this bounds what a run costs on a crowded machine. */
export const READINGS_MAX = 2_000;
/** After so many readings whatever else waits in the agent gets its turn. */
const READINGS_AT_ONCE = 250;

/**
 * How seldom a process is read that does nothing: in one run of so many, and at the latest when the
 * last reading is so old. Most processes of a machine sleep for minutes, and reading them is nearly
 * all that this costs; one that wakes up is seen that much later.
 */
interface Rest {
  readonly runs: number;
  readonly ageMsMax: number;
}

/** Slept through the time between its last two readings. */
const ASLEEP: Rest = { runs: 3, ageMsMax: 25_000 };
/** Workers of the kernel are half of all processes and seldom do anything. */
const KERNEL_WORKER: Rest = { runs: 6, ageMsMax: 55_000 };

/**
 * What is known of every process. With more than `READINGS_MAX` of them each run reads the next so
 * many in turn, and the others stay as they were last seen.
 */
export class ProcessTable {
  #known = new Map<number, KnownProcess>();
  #next = 0;
  #run = 0;

  /** @returns every process that is there now and could be read. */
  async update(host: Host): Promise<ReadonlyMap<number, KnownProcess>> {
    const pids = host.list('/proc').filter(isNumber).map(Number);
    this.#forgetOthers(new Set(pids));
    this.#run += 1;
    const nowMs = host.nowMs();
    const due = pids.filter((pid) => this.#isDue(pid, nowMs));
    let readings = 0;
    for (const pid of this.#inTurn(due)) {
      this.#read(host, pid);
      readings += 1;
      if (readings % READINGS_AT_ONCE === 0) await setImmediate();
    }
    return this.#known;
  }

  #forgetOthers(present: ReadonlySet<number>): void {
    for (const pid of this.#known.keys()) {
      if (!present.has(pid)) this.#known.delete(pid);
    }
  }

  /** Those that rest take turns by their number, so that no run has to read all of them. */
  #isDue(pid: number, nowMs: number): boolean {
    const known = this.#known.get(pid);
    const rest = known === undefined ? undefined : restOf(known);
    if (known === undefined || rest === undefined) return true;
    return (pid + this.#run) % rest.runs === 0 || nowMs - known.readMs >= rest.ageMsMax;
  }

  #inTurn(pids: readonly number[]): readonly number[] {
    if (pids.length <= READINGS_MAX) return pids;
    const start = this.#next % pids.length;
    this.#next = start + READINGS_MAX;
    return [...pids.slice(start), ...pids.slice(0, start)].slice(0, READINGS_MAX);
  }

  /** A process may end between the listing and the reading: then it is simply not there. */
  #read(host: Host, pid: number): void {
    const text = host.tryText(`/proc/${pid}/stat`);
    const stat = text === undefined ? undefined : parseProcessStat(text);
    if (stat === undefined) {
      this.#known.delete(pid);
      return;
    }
    const readMs = host.nowMs();
    const cpuPercent = cpuPercentSince(this.#known.get(pid), stat, readMs);
    this.#known.set(pid, { ...stat, pid, readMs, cpuPercent });
  }
}

function restOf({ isKernel, state, cpuPercent }: KnownProcess): Rest | undefined {
  if (isKernel) return KERNEL_WORKER;
  return state === 'S' && cpuPercent === 0 ? ASLEEP : undefined;
}

/** The kernel tells user space of a hundred ticks a second, whatever its own clock does. */
const MS_PER_TICK = 10;

function cpuPercentSince(
  earlier: KnownProcess | undefined,
  stat: ProcessStat,
  readMs: number,
): number | undefined {
  if (earlier === undefined || earlier.startTicks !== stat.startTicks) return undefined;
  const elapsedMs = readMs - earlier.readMs;
  if (elapsedMs <= 0) return undefined;
  return Math.max(0, ((stat.ticks - earlier.ticks) * MS_PER_TICK * 100) / elapsedMs);
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name);
}

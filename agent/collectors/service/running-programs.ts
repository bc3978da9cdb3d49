import type { Host } from '../host';

/** Collectors that ask within so long share one look at `/proc`. */
const LOOK_MS = 5_000;
/** A reading costs some ten microseconds: this bounds what a look costs on a crowded machine. */
const READINGS_MAX = 2_000;
/** How often the name of a process that is known is read again: a program may start another in place. */
const READ_AGAIN_LOOKS = 12;

/** The names of the programs that run, for whoever wants to know whether there is any point in asking. */
class RunningPrograms {
  #names = new Map<string, { readonly name: string; readonly isNew: boolean }>();
  #lookedMs: number | undefined;
  #looks = 0;

  /** Names as the kernel keeps them, cut at fifteen characters; processes by their numbers. */
  look(host: Host): ReadonlyMap<string, { readonly name: string }> {
    const nowMs = host.nowMs();
    if (this.#lookedMs !== undefined && nowMs - this.#lookedMs < LOOK_MS) return this.#names;
    this.#lookedMs = nowMs;
    this.#looks += 1;
    const pids = host.list('/proc').filter((name) => /^\d+$/.test(name));
    const before = this.#names;
    this.#names = new Map();
    let readings = 0;
    for (const pid of pids) {
      const known = before.get(pid);
      const isRead = readings < READINGS_MAX && (known === undefined || this.#isDue(pid, known));
      readings += isRead ? 1 : 0;
      const name = isRead ? host.tryText(`/proc/${pid}/comm`)?.trimEnd() : known?.name;
      if (name !== undefined) this.#names.set(pid, { name, isNew: known === undefined });
    }
    return this.#names;
  }

  /** A process that has just begun still bears the name of the one that started it. */
  #isDue(pid: string, { isNew }: { readonly isNew: boolean }): boolean {
    return isNew || (Number(pid) + this.#looks) % READ_AGAIN_LOOKS === 0;
  }
}

const tables = new WeakMap<Host, RunningPrograms>();

/**
 * The numbers of the processes of these names; at most five seconds old.
 * @param names as the kernel keeps them: the first fifteen characters
 */
export function processesOf(host: Host, names: readonly string[]): string[] {
  let table = tables.get(host);
  if (table === undefined) {
    table = new RunningPrograms();
    tables.set(host, table);
  }
  return [...table.look(host)].flatMap(([pid, { name }]) => (names.includes(name) ? [pid] : []));
}

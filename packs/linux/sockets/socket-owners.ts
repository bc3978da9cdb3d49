import { setImmediate } from 'node:timers/promises';
import type { Host } from '@/agent/collectors/host';

/** Open files looked at in one search; each costs some four microseconds. */
export const LINKS_MAX = 20_000;
/** After so many of them whatever else waits in the agent gets its turn. */
const LINKS_AT_ONCE = 200;
/** Of one process: who listens does so before it opens files by the thousand. */
export const LINKS_OF_PROCESS_MAX = 1_000;
const SEARCH_MS_MIN = 60_000;
const SEARCH_MS_MAX = 600_000;

/**
 * Which process holds which socket. Nothing but a look at every open file of every process tells
 * that, so it is done when a socket is new, at most once a minute, and else every ten minutes.
 */
export class SocketOwners {
  #names = new Map<string, string>();
  #asked: ReadonlySet<string> = new Set();
  #searchedMs: number | undefined;
  #complete = true;

  /** False when the last search left open files out, and sockets without a process. */
  get complete(): boolean {
    return this.#complete;
  }

  /** @returns names of processes by inode; those of other users are missing without root. */
  async find(host: Host, inodes: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    if (this.#isDue(host.nowMs(), inodes)) {
      this.#searchedMs = host.nowMs();
      this.#asked = inodes;
      this.#names = await this.#search(host, new Set(inodes));
    }
    return this.#names;
  }

  #isDue(nowMs: number, inodes: ReadonlySet<string>): boolean {
    if (inodes.size === 0) return false;
    if (this.#searchedMs === undefined) return true;
    const elapsedMs = nowMs - this.#searchedMs;
    if (elapsedMs >= SEARCH_MS_MAX) return true;
    return elapsedMs >= SEARCH_MS_MIN && [...inodes].some((inode) => !this.#asked.has(inode));
  }

  async #search(host: Host, wanted: Set<string>): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    let links = 0;
    let isLimited = false;
    for (const { pid, link, isLast } of openFiles(host)) {
      links += 1;
      isLimited ||= isLast || links >= LINKS_MAX;
      if (links % LINKS_AT_ONCE === 0) await setImmediate();
      const inode = socketInode(link);
      if (inode !== undefined && wanted.delete(inode)) {
        names.set(inode, host.tryText(`/proc/${pid}/comm`)?.trim() ?? '');
      }
      if (wanted.size === 0 || links >= LINKS_MAX) break;
    }
    this.#complete = !isLimited || wanted.size === 0;
    return names;
  }
}

/** @param link such as `socket:[1060]` */
export function socketInode(link: string | undefined): string | undefined {
  return /^socket:\[(\d+)\]$/.exec(link ?? '')?.[1];
}

interface OpenFile {
  readonly pid: string;
  readonly link: string | undefined;
  /** The process has more, and they are left out. */
  readonly isLast: boolean;
}

/** The first process comes last: it holds sockets on behalf of the services that it starts. */
function* openFiles(host: Host): Generator<OpenFile> {
  const pids = host.list('/proc').filter((name) => /^\d+$/.test(name));
  const byAge = pids.toSorted((a, b) => Number(a) - Number(b));
  for (const pid of [...byAge.filter((name) => name !== '1'), '1']) {
    const files = host.list(`/proc/${pid}/fd`);
    for (const [index, file] of files.slice(0, LINKS_OF_PROCESS_MAX).entries()) {
      const isLast = index + 1 === LINKS_OF_PROCESS_MAX && files.length > LINKS_OF_PROCESS_MAX;
      yield { pid, link: host.readLink(`/proc/${pid}/fd/${file}`), isLast };
    }
  }
}

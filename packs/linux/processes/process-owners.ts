import type { Host } from '@/agent/collectors/host';

/** Who is who in `/etc/passwd`, which is read again when it has changed. */
class UserNames {
  #names = new Map<string, string>();
  #modifiedMs: number | undefined;

  /** @returns the name, or the number for a user that the file does not list (LDAP, containers). */
  nameOf(host: Host, uid: string): string {
    const modifiedMs = host.modifiedMs('/etc/passwd');
    if (modifiedMs === undefined || modifiedMs !== this.#modifiedMs) {
      this.#names = parsePasswd(host.tryText('/etc/passwd') ?? '');
      this.#modifiedMs = modifiedMs;
    }
    return this.#names.get(uid) ?? uid;
  }
}

const OWNER_MS_MAX = 60_000;

interface Owner {
  readonly user: string;
  readonly readMs: number;
}

/** Who runs a process, for the few that are shown; asked again after a minute, since it may change. */
export class ProcessOwners {
  readonly #names = new UserNames();
  #known = new Map<string, Owner>();
  #shown = new Map<string, Owner>();

  /** Forgets whoever was not asked for since the last time this was called. */
  begin(): void {
    this.#known = this.#shown;
    this.#shown = new Map();
  }

  /** @returns the empty string when the process has just ended. */
  ownerOf(host: Host, process: { readonly pid: number; readonly startTicks: number }): string {
    const key = `${process.pid} ${process.startTicks}`;
    const earlier = this.#shown.get(key) ?? this.#known.get(key);
    const isFresh = earlier !== undefined && host.nowMs() - earlier.readMs < OWNER_MS_MAX;
    const owner = isFresh ? earlier : { user: this.#ask(host, process.pid), readMs: host.nowMs() };
    this.#shown.set(key, owner);
    return owner.user;
  }

  #ask(host: Host, pid: number): string {
    const status = host.tryText(`/proc/${pid}/status`) ?? '';
    const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
    return uid === undefined ? '' : this.#names.nameOf(host, uid);
  }
}

/** @param text lines such as `root:x:0:0:root:/root:/bin/bash`; the first name of a number counts. */
export function parsePasswd(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':', 3);
    if (name && uid !== undefined && /^\d+$/.test(uid) && !names.has(uid)) names.set(uid, name);
  }
  return names;
}

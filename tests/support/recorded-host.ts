import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Collector, CollectorParameters, Outcome } from '@/agent/collectors/define-collector';
import {
  type FileSystemSpace,
  type Host,
  HostFileError,
  type InterfaceAddress,
  type PortableMachine,
} from '@/agent/collectors/host';
import { createRates } from '@/agent/collectors/rate';
import { parametersOf } from './collector-parameters';

const MACHINES = fileURLToPath(new URL('../fixtures/hosts/', import.meta.url));

/**
 * A file as it should be instead of as recorded: its text, missing, there and not readable for want
 * of permission, or there and answering every reading with an error such as `EOPNOTSUPP`.
 */
type FileChange = string | null | { readonly denied: true } | { readonly error: string };

interface FileChanges {
  readonly [path: string]: FileChange;
}

/** What `host.json` says beside the recorded files. */
interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly hostname: string;
  readonly release: string;
  readonly arch: string;
  readonly user: { readonly name: string; readonly uid: number; readonly gid: number };
  readonly addresses: readonly InterfaceAddress[];
  /** By mount point. */
  readonly spaces: { readonly [mount: string]: FileSystemSpace };
  /** Symbolic links of the machine: where each points, as written in it. */
  readonly links: { readonly [path: string]: string };
  /** When files changed; for the few that somebody asks about. */
  readonly modified: { readonly [path: string]: number };
  readonly wallMs: number;
  readonly nowMs: number;
  readonly portable?: PortableMachine;
  /** The counters once more, some seconds later. */
  readonly later?: { readonly afterMs: number; readonly files: FileChanges };
}

export interface RecordedHost extends Host {
  /** The same machine `elapsedMs` later, with these files changed since. */
  later(elapsedMs: number, files?: FileChanges): RecordedHost;
  /**
   * The second moment of the record.
   * @throws {Error} where it has none.
   */
  laterRecorded(): RecordedHost;
}

const PLAIN: MachineFacts = {
  platform: 'linux',
  hostname: 'plain',
  release: '6.1.0',
  arch: 'x86_64',
  user: { name: 'root', uid: 0, gid: 0 },
  addresses: [],
  spaces: {},
  links: {},
  modified: {},
  wallMs: Date.UTC(2026, 0, 1),
  nowMs: 1_000_000,
};

/**
 * A machine recorded under `tests/fixtures/hosts/<name>/`, its files at their absolute path.
 * `files` and `facts` say what should be different from the record.
 */
export function recordedHost(
  name: string,
  files: FileChanges = {},
  facts: Partial<MachineFacts> = {},
): RecordedHost {
  const root = posix.join(MACHINES, name);
  const recorded = JSON.parse(readFileSync(posix.join(root, 'host.json'), 'utf8'));
  return createHost(root, files, { ...PLAIN, ...recorded, ...facts });
}

/** A machine that has these files and nothing else. */
export function hostWith(files: FileChanges, facts: Partial<MachineFacts> = {}): RecordedHost {
  return createHost(undefined, files, { ...PLAIN, ...facts });
}

/** The names that `recordedHost` takes. */
export function recordedHostNames(): string[] {
  return readdirSync(MACHINES)
    .filter((name) => existsSync(posix.join(MACHINES, name, 'host.json')))
    .sort();
}

/** Runs a collector once on each host, one after the other, and gives the last outcome. */
export function collectFrom(collector: Collector, ...hosts: Host[]): Promise<Outcome<unknown>> {
  return collectWith(parametersOf({}), collector, ...hosts);
}

/** As `collectFrom`, for a collector that asks for parameters. */
export async function collectWith(
  parameters: CollectorParameters,
  collector: Collector,
  ...hosts: Host[]
): Promise<Outcome<unknown>> {
  const rates = createRates();
  const signal = new AbortController().signal;
  let outcome: Outcome<unknown> | undefined;
  for (const host of hosts) {
    rates.begin(host.nowMs());
    outcome = await collector.collect({ host, parameters, rate: rates.rate, signal });
  }
  if (outcome === undefined) throw new Error('collectFrom: expected at least one host');
  return outcome;
}

/** As `collectFrom`, for when anything but data is a failure of the test. */
export async function dataFrom<Data>(collector: Collector, ...hosts: Host[]): Promise<Data> {
  const outcome = await collectFrom(collector, ...hosts);
  if (outcome.kind !== 'data') throw new Error(`${collector.name}: ${outcome.reason}`);
  return outcome.data as Data;
}

function createHost(
  root: string | undefined,
  files: FileChanges,
  facts: MachineFacts,
): RecordedHost {
  const tree = new RecordedTree(root, files, facts.links);
  const { portable } = facts;
  const later = (elapsedMs: number, changed: FileChanges = {}) =>
    createHost(
      root,
      { ...files, ...changed },
      { ...facts, nowMs: facts.nowMs + elapsedMs, wallMs: facts.wallMs + elapsedMs },
    );
  return {
    platform: facts.platform,
    hostname: facts.hostname,
    release: facts.release,
    arch: facts.arch,
    user: facts.user,
    ...(portable === undefined ? {} : { portable }),
    nowMs: () => facts.nowMs,
    wallMs: () => facts.wallMs,
    readText: (path) => tree.readText(path),
    tryText(path) {
      try {
        return tree.readText(path);
      } catch {
        return undefined;
      }
    },
    async *stream(path) {
      yield tree.readBytes(path);
    },
    list: (path) => tree.list(path),
    readLink: (path) => facts.links[tree.place(path)],
    exists: (path) => tree.exists(path),
    modifiedMs: (path) => facts.modified[path] ?? facts.modified[tree.resolve(path)],
    sizeBytes(path) {
      try {
        return tree.readBytes(path).length;
      } catch {
        return undefined;
      }
    },
    async space(path) {
      const space = facts.spaces[path];
      if (space === undefined) throw new HostFileError(path, { cause: systemError('ENOENT') });
      return space;
    },
    addresses: () => facts.addresses,
    later,
    laterRecorded() {
      if (facts.later === undefined) throw new Error(`${facts.hostname} was recorded only once`);
      return later(facts.later.afterMs, facts.later.files);
    },
  };
}

/** Files from a directory, overlaid by changes, with the machine's own symbolic links. */
class RecordedTree {
  readonly #root: string | undefined;
  readonly #files: FileChanges;
  readonly #links: MachineFacts['links'];

  constructor(root: string | undefined, files: FileChanges, links: MachineFacts['links']) {
    this.#root = root;
    this.#files = files;
    this.#links = links;
  }

  readText(path: string): string {
    return this.readBytes(path).toString('utf8');
  }

  readBytes(path: string): Buffer {
    const real = this.resolve(path);
    const change = this.#files[path] ?? this.#files[real];
    if (typeof change === 'string') return Buffer.from(change);
    if (typeof change === 'object' && change !== null) {
      const code = 'error' in change ? change.error : 'EACCES';
      throw new HostFileError(path, { cause: systemError(code) });
    }
    try {
      if (this.#removed(path, real) || this.#root === undefined) throw systemError('ENOENT');
      return readFileSync(posix.join(this.#root, real));
    } catch (cause) {
      throw new HostFileError(path, { cause });
    }
  }

  list(path: string): readonly string[] {
    const real = this.resolve(path);
    const names = new Set(this.#recordedNames(real));
    for (const [file, change] of Object.entries(this.#files)) {
      for (const directory of new Set([path, real])) changeNames(names, directory, file, change);
    }
    for (const link of Object.keys(this.#links)) {
      if (posix.dirname(link) === real) names.add(posix.basename(link));
      else changeNames(names, real, link, '');
    }
    return [...names].sort();
  }

  exists(path: string): boolean {
    const real = this.resolve(path);
    if (this.#removed(path, real)) return false;
    if (this.#files[path] !== undefined || this.#files[real] !== undefined) return true;
    return this.#isRecorded(real) || this.list(real).length > 0;
  }

  /** Where a path really lies, every link followed; after forty it is a circle, and nothing is there. */
  resolve(path: string): string {
    let real = posix.normalize(path);
    for (let hops = 0; hops < 40; hops += 1) {
      const link = this.#firstLink(real);
      if (link === undefined) return real;
      const target = posix.resolve(posix.dirname(link), this.#links[link] ?? '');
      real = target + real.slice(link.length);
    }
    return real;
  }

  /** Where a path lies when links on the way are followed and the last is not. */
  place(path: string): string {
    return posix.join(this.resolve(posix.dirname(path)), posix.basename(path));
  }

  #removed(path: string, real: string): boolean {
    return this.#files[path] === null || this.#files[real] === null;
  }

  #firstLink(path: string): string | undefined {
    for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      const prefix = end === -1 ? path : path.slice(0, end);
      if (this.#links[prefix] !== undefined) return prefix;
      if (end === -1) return undefined;
    }
  }

  #isRecorded(real: string): boolean {
    if (this.#root === undefined) return false;
    return existsSync(posix.join(this.#root, real));
  }

  #recordedNames(real: string): readonly string[] {
    if (this.#root === undefined) return [];
    try {
      return readdirSync(posix.join(this.#root, real)).filter(
        (name) => real !== '/' || name !== 'host.json',
      );
    } catch {
      return [];
    }
  }
}

/** What a changed file means for the names in `directory`. */
function changeNames(
  names: Set<string>,
  directory: string,
  file: string,
  change: FileChange,
): void {
  const prefix = directory.endsWith('/') ? directory : `${directory}/`;
  if (!file.startsWith(prefix)) return;
  const [name = '', ...below] = file.slice(prefix.length).split('/');
  if (change !== null) names.add(name);
  else if (below.length === 0) names.delete(name);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

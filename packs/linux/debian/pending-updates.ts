import type { Host } from '@/agent/collectors/host';
import { compareDebVersions } from './deb-version';
import { type InstalledPackages, packageKey, readInstalledPackages } from './installed-packages';
import { findPackageLists, openPackageList, type PackageList } from './package-lists';
import { fieldOf, stanzasOf } from './stanza';

interface PendingUpdate {
  readonly name: string;
  readonly installed: string;
  readonly candidate: string;
  readonly security: boolean;
}

export interface PendingUpdates {
  readonly installed: number;
  readonly updates: readonly PendingUpdate[];
  /** Newer versions of packages that an administrator holds back. */
  readonly held: number;
  /** Lists whose updates are not in `updates`, and why. */
  readonly leftOut: readonly string[];
  /** How many lists there are; none when nobody has run `apt-get update`. */
  readonly lists: number;
  readonly readableLists: number;
}

/** Unpacked; the archives of a usual machine hold 50 to 150 MB. */
const LIST_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Which installed packages have a newer version in the lists that apt fetched last, chosen as apt
 * does without pins of its own: see apt_preferences(5).
 *
 * @throws {HostFileError} when dpkg's status is unreadable.
 */
export async function findPendingUpdates(host: Host, signal: AbortSignal): Promise<PendingUpdates> {
  const installed = await readInstalledPackages(host);
  const { lists, unreadable } = findPackageLists(host);
  const candidates = new Candidates(installed);
  const leftOut = [
    ...unreadable.map((name) => `${name}: compressed in a way that is not understood`),
    ...pinFiles(host).map((path) => `${path}: its pins are not applied`),
  ];
  let bytesLeft = LIST_BYTES_MAX;
  for (const list of lists) {
    signal.throwIfAborted();
    if (bytesLeft <= 0) {
      leftOut.push(`${list.path}: ${LIST_BYTES_MAX / 1_048_576} MiB of lists are enough`);
      continue;
    }
    try {
      bytesLeft -= await readList(host, list, candidates, signal);
    } catch (error) {
      leftOut.push(`${list.path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  signal.throwIfAborted();
  const pending = candidates.pending();
  return {
    installed: installed.packages.size,
    updates: pending.filter(({ held }) => !held).map(({ held: _, ...update }) => update),
    held: pending.filter(({ held }) => held).length,
    leftOut,
    lists: lists.length + unreadable.length,
    readableLists: lists.length,
  };
}

function pinFiles(host: Host): string[] {
  const folder = '/etc/apt/preferences.d';
  const paths = ['/etc/apt/preferences', ...host.list(folder).map((name) => `${folder}/${name}`)];
  return paths.filter((path) => /^Pin-Priority:/im.test(host.tryText(path) ?? ''));
}

/** @returns how much was read, in bytes. */
async function readList(
  host: Host,
  list: PackageList,
  candidates: Candidates,
  signal: AbortSignal,
): Promise<number> {
  let bytes = 0;
  async function* bounded(): AsyncGenerator<Uint8Array> {
    for await (const piece of openPackageList(host, list)) {
      signal.throwIfAborted();
      bytes += piece.length;
      if (bytes > LIST_BYTES_MAX) throw new Error('the list is too large');
      yield piece;
    }
  }
  const isWanted = (name: string) => candidates.concern(name);
  for await (const stanza of stanzasOf(bounded(), isWanted)) candidates.consider(stanza, list);
  return bytes;
}

interface Candidate {
  normal?: string;
  reluctant?: string;
  /** The installed version is in a list of normal priority. */
  isCurrent?: true;
  isSecurity?: true;
}

/** The latest version of each installed package in the lists read so far. */
class Candidates {
  readonly #installed: InstalledPackages;
  readonly #names: ReadonlySet<string>;
  readonly #found = new Map<string, Candidate>();

  constructor(installed: InstalledPackages) {
    this.#installed = installed;
    this.#names = new Set([...installed.packages.values()].map(({ name }) => name));
  }

  /** Whether a package of this name is installed, for whatever architecture. */
  concern(name: string): boolean {
    return this.#names.has(name);
  }

  /** @param stanza of a list of packages. */
  consider(stanza: string, { priority, isSecurity }: PackageList): void {
    if (priority === 'manual') return;
    const name = fieldOf(stanza, 'Package') ?? '';
    const architecture = fieldOf(stanza, 'Architecture') ?? '';
    const key = packageKey(name, architecture, this.#installed.architecture);
    const installed = this.#installed.packages.get(key);
    const version = installed && fieldOf(stanza, 'Version');
    if (!version) return;

    const candidate = this.#found.get(key) ?? {};
    this.#found.set(key, candidate);
    const difference = compareDebVersions(version, installed.version);
    if (difference === 0 && priority === 'normal') candidate.isCurrent = true;
    if (difference <= 0) return;
    if (isSecurity) candidate.isSecurity = true;
    const known = candidate[priority];
    if (known === undefined || compareDebVersions(version, known) > 0)
      candidate[priority] = version;
  }

  pending(): (PendingUpdate & { readonly held: boolean })[] {
    return [...this.#found].flatMap(([key, { normal, reluctant, isCurrent, isSecurity }]) => {
      const installed = this.#installed.packages.get(key);
      const candidate = normal ?? (isCurrent ? undefined : reluctant);
      if (installed === undefined || candidate === undefined) return [];
      const { name, version, held } = installed;
      return [{ name, installed: version, candidate, security: isSecurity ?? false, held }];
    });
  }
}

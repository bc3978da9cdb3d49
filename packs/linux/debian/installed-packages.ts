import type { Host } from '@/agent/collectors/host';
import { fieldOf, stanzasOf } from './stanza';

export const STATUS_FILE = '/var/lib/dpkg/status';

interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** An administrator asked for it to stay as it is (apt-mark hold). */
  readonly held: boolean;
}

export interface InstalledPackages {
  /** By name and architecture, see `packageKey`. */
  readonly packages: ReadonlyMap<string, InstalledPackage>;
  /** The architecture of the machine itself, which packages for `all` belong to. */
  readonly architecture: string;
}

/** @throws {HostFileError} when the status file is missing or unreadable. */
export async function readInstalledPackages(host: Host): Promise<InstalledPackages> {
  const found: (InstalledPackage & { readonly architecture: string })[] = [];
  for await (const stanza of stanzasOf(host.stream(STATUS_FILE))) {
    const parsed = parseInstalled(stanza);
    if (parsed !== undefined) found.push(parsed);
  }
  const architecture = found.find(({ name }) => name === 'dpkg')?.architecture ?? 'all';
  const packages = new Map(
    found.map(({ architecture: own, ...rest }) => [packageKey(rest.name, own, architecture), rest]),
  );
  return { packages, architecture };
}

/** @returns `undefined` for a package that is not, or not wholly, installed. */
export function parseInstalled(stanza: string) {
  const [want, , state] = fieldOf(stanza, 'Status')?.split(' ') ?? [];
  const name = fieldOf(stanza, 'Package');
  const version = fieldOf(stanza, 'Version');
  const architecture = fieldOf(stanza, 'Architecture');
  if (state !== 'installed' || !name || !version || !architecture) return undefined;
  return { name, version, architecture, held: want === 'hold' };
}

/** A package may be installed for several architectures; one for `all` counts as the machine's own. */
export function packageKey(name: string, architecture: string, own: string): string {
  return `${name}:${architecture === 'all' ? own : architecture}`;
}

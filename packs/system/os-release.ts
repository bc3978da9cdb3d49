import type { Host } from '@/agent/collectors/host';

export interface Distribution {
  /** Its name in one lower-case word, such as `debian`. */
  readonly distribution: string;
  /** Such as `12`, `22.04`; absent where it has none, as on Arch Linux and Debian unstable. */
  readonly version?: string;
  /** Its code name, such as `bookworm`. */
  readonly id?: string;
  readonly major_version?: number;
  readonly minor_version?: number;
  /** For people, such as `Debian GNU/Linux 12 (bookworm)`. */
  readonly pretty_name?: string;
}

/** What `/etc/os-release` says, see os-release(5); where there is none, what older files say. */
export function readDistribution(host: Host): Distribution | undefined {
  const text = host.tryText('/etc/os-release') ?? host.tryText('/usr/lib/os-release');
  if (text !== undefined) return distributionOf(parseOsRelease(text));
  const redhat = host.tryText('/etc/redhat-release');
  if (redhat !== undefined) return parseRedhatRelease(redhat);
  const debian = host.tryText('/etc/debian_version')?.trim();
  return debian === undefined ? undefined : { distribution: 'debian', ...versionOf(debian) };
}

/** The assignments of a file in the syntax of os-release(5); lines that are none are skipped. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) values.set(name, unquoted(value.trim()));
  }
  return values;
}

/** @param text such as `CentOS release 6.10 (Final)` */
export function parseRedhatRelease(text: string): Distribution | undefined {
  const [, name, version] = /^(.+?)\s+(?:Linux\s+)?release\s+([\d.]+)/i.exec(text.trim()) ?? [];
  if (name === undefined || version === undefined) return undefined;
  const isRedHat = name.startsWith('Red Hat');
  const [word = ''] = name.toLowerCase().split(' ');
  return {
    distribution: isRedHat ? 'rhel' : word,
    pretty_name: text.trim(),
    ...versionOf(version),
  };
}

function distributionOf(values: ReadonlyMap<string, string>): Distribution {
  const prettyName = values.get('PRETTY_NAME');
  const codeName = values.get('VERSION_CODENAME');
  return {
    distribution: values.get('ID') ?? 'linux',
    ...versionOf(values.get('VERSION_ID')),
    ...(codeName === undefined || codeName === '' ? {} : { id: codeName }),
    ...(prettyName === undefined ? {} : { pretty_name: prettyName }),
  };
}

function versionOf(version: string | undefined) {
  if (version === undefined || version === '') return {};
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  return {
    version,
    ...(major === undefined || Number.isNaN(major) ? {} : { major_version: major }),
    ...(minor === undefined || Number.isNaN(minor) ? {} : { minor_version: minor }),
  };
}

/** Takes off the quotes of a shell assignment, and the backslashes within double quotes. */
function unquoted(value: string): string {
  const quote = value[0];
  if ((quote !== '"' && quote !== "'") || !value.endsWith(quote) || value.length < 2) return value;
  const inner = value.slice(1, -1);
  return quote === '"' ? inner.replace(/\\(["$`\\])/g, '$1') : inner;
}

import { execFile } from 'node:child_process';
import { access, readFile, stat } from 'node:fs/promises';
import { Missing, type Value } from '@/common/expression/values';

const DPKG = '/var/lib/dpkg/status';
const APK = '/lib/apk/db/installed';
const RPM = ['/var/lib/rpm', '/usr/lib/sysimage/rpm'];
/** No word that `rpm` would take for an option. */
const PACKAGE_NAME = /^[A-Za-z0-9][A-Za-z0-9+._:-]{0,127}$/;

type PackageReader = (name: string, signal: AbortSignal) => Promise<Value>;

/**
 * Whether a package is installed, as dpkg, apk or rpm keep it. The files of the first two are read
 * again only when they changed; rpm's database only rpm can read.
 * @param at where a path of the machine is
 */
export function createPackageReader(at: (path: string) => string): PackageReader {
  const dpkg = listReader(at(DPKG), dpkgPackages);
  const apk = listReader(at(APK), apkPackages);
  return async (name, signal) => {
    if (!PACKAGE_NAME.test(name)) return false;
    for (const names of [await dpkg(), await apk()]) {
      if (names !== undefined) return names.has(name);
    }
    const hasRpm = await Promise.all(RPM.map((path) => exists(at(path))));
    if (hasRpm.includes(true)) return askRpm(name, signal);
    return new Missing('this machine has no packages of dpkg, apk or rpm');
  };
}

function listReader(
  path: string,
  parse: (text: string) => ReadonlySet<string>,
): () => Promise<ReadonlySet<string> | undefined> {
  let known: { readonly version: string; readonly names: ReadonlySet<string> } | undefined;
  return async () => {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return undefined;
    const version = `${found.mtimeMs} ${found.size}`;
    if (known?.version !== version) {
      known = { version, names: parse(await readFile(path, 'utf8')) };
    }
    return known.names;
  };
}

/** With and without the architecture: `libc6` and `libc6:amd64`. */
function dpkgPackages(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stanza of text.split('\n\n')) {
    const [, name] = /^Package: (.+)$/m.exec(stanza) ?? [];
    if (name === undefined || !/^Status: .* installed$/m.test(stanza)) continue;
    const [, architecture] = /^Architecture: (.+)$/m.exec(stanza) ?? [];
    names.add(name).add(`${name}:${architecture}`);
  }
  return names;
}

function apkPackages(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^P:(.+)$/gm)].map(([, name = '']) => name));
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function askRpm(name: string, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve) => {
    execFile('rpm', ['-q', '--quiet', name], { signal, timeout: 15_000 }, (error) => {
      if (error === null) resolve(true);
      else if (error.code === 1) resolve(false);
      else resolve(new Missing(`rpm cannot be asked: ${error.message.split('\n')[0]}`));
    });
  });
}

import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { must } from './run';

/** What runs services in it. */
export type RootKind = 'systemd' | 'init' | 'openrc';

const CACHE = join(homedir(), '.cache', 'opsbro-hosts');
const ALWAYS = ['curl', 'ca-certificates', 'iproute2', 'procps'];
const INIT: Record<RootKind, readonly string[]> = {
  systemd: ['systemd', 'systemd-sysv'],
  init: ['sysvinit-core'],
  openrc: ['sysvinit-core'],
};

/**
 * The files of a small Debian 12 without Node, made by debootstrap once and kept. They are the lower
 * layer of every host that a test starts, and so are never written to.
 * @returns its directory
 */
export async function debianRoot(kind: RootKind): Promise<string> {
  const directory = join(CACHE, `bookworm-${kind}`);
  if (existsSync(directory)) return directory;
  mkdirSync(CACHE, { recursive: true });
  const draft = `${directory}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const packages = [...INIT[kind], ...ALWAYS].join(',');
  await must('debootstrap', '--variant=minbase', `--include=${packages}`, 'bookworm', draft);
  if (kind === 'openrc') {
    // It takes the place of sysv-rc, which debootstrap alone cannot say.
    const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'openrc'];
    await must('chroot', draft, ...install);
  }
  await must('chroot', draft, 'apt-get', 'clean');
  renameSync(draft, directory);
  return directory;
}

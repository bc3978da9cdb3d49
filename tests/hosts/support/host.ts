import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { debianRoot, type RootKind } from './debian-root';
import type { Network } from './network';
import { must, type Ran, run } from './run';

/** A machine: a Debian of its own, booted with its own init, on a network without a way out. */
export interface TestHost extends AsyncDisposable {
  readonly name: string;
  readonly address: string;
  /** Its files, as this machine sees them. */
  readonly root: string;
  /** Runs a script as root of the host, in a shell of POSIX. */
  sh(script: string): Promise<Ran>;
  /** Tells its init to boot anew, and waits until it has. */
  reboot(): Promise<void>;
  /** Every path below the root with its kind and mode, without what the system itself writes. */
  files(): string[];
}

export interface HostOptions {
  readonly network: Network;
  readonly name: string;
  readonly kind?: RootKind;
  /** Whether it has the Node that runs this test, as `/usr/local/bin/node`. */
  readonly hasNode?: boolean;
}

/** How systemd-nspawn ends when what it ran asked for a boot, and a unit of its own was not made. */
const BOOT_AGAIN = 133;
const BOOT_MS_MAX = 60_000;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function startHost(options: HostOptions): Promise<TestHost> {
  const { network, name, kind = 'systemd', hasNode = true } = options;
  const { namespace, address } = await network.addHost();
  const directory = await mkdtemp(join(tmpdir(), 'opsbro-host-'));
  const root = await mountRoot(directory, await debianRoot(kind));
  writeFileSync(join(root, 'etc/hostname'), `${name}\n`);
  writeFileSync(join(root, 'etc/machine-id'), `${machineId()}\n`);
  if (hasNode) copyFileSync(process.execPath, join(root, 'usr/local/bin/node'));
  let container = boot(root, namespace, name);
  const sh = (script: string) => inside(container, script);
  await booted(kind, sh);
  return {
    name,
    address,
    root,
    sh,
    files: () => listFiles(root),
    async reboot() {
      await sh('(sleep 0.2; reboot) >/dev/null 2>&1 &');
      await ended(container);
      if (container.exitCode !== BOOT_AGAIN) throw new Error(`${name} did not boot anew`);
      container = boot(root, namespace, name);
      await booted(kind, sh);
    },
    async [Symbol.asyncDispose]() {
      await end(container);
      await run('umount', [root]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function mountRoot(directory: string, lower: string): Promise<string> {
  const [upper, work, root] = ['upper', 'work', 'root'].map((name) => join(directory, name));
  for (const path of [upper, work, root]) mkdirSync(path ?? '');
  const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  await must('mount', '-t', 'overlay', 'overlay', '-o', layers, root ?? '');
  return root ?? '';
}

function boot(root: string, namespace: string, name: string): ChildProcess {
  const words = [
    ...['--quiet', '--boot', `--directory=${root}`, `--machine=${name}`, '--register=no'],
    ...['--keep-unit', `--network-namespace-path=/run/netns/${namespace}`],
    ...['--resolv-conf=off', '--timezone=off', '--console=pipe'],
  ];
  // Its input stays open: at the end of it the container would halt.
  return spawn('systemd-nspawn', words, { stdio: ['pipe', 'ignore', 'ignore'] });
}

/** Process 1 of the container, as this machine numbers it. */
function leaderOf({ pid }: ChildProcess): number | undefined {
  const path = `/proc/${pid}/task/${pid}/children`;
  try {
    const first = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isNaN(first) ? undefined : first;
  } catch {
    return undefined;
  }
}

async function inside(container: ChildProcess, script: string): Promise<Ran> {
  const leader = leaderOf(container);
  if (leader === undefined) return { code: 1, output: 'the host is not up' };
  const words = ['-t', String(leader), '-m', '-p', '-n', '-u', '-i', '--root', '--wd'];
  const shell = ['/usr/bin/env', '-i', `PATH=${PATH}`, 'HOME=/root', 'LC_ALL=C', '/bin/sh'];
  return run('nsenter', [...words, ...shell], script);
}

/** What says that an init has started all that it starts. */
const UP: Record<RootKind, string> = {
  systemd: 'systemctl is-system-running | grep -qE "running|degraded"',
  init: 'runlevel | grep -q " [2-5]$"',
  openrc: '[ "$(cat /run/openrc/softlevel)" = default ] && runlevel | grep -q " [2-5]$"',
};

async function booted(kind: RootKind, sh: TestHost['sh']): Promise<void> {
  await until(async () => (await sh(UP[kind])).code === 0);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = performance.now() + BOOT_MS_MAX;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`a host was not up after ${BOOT_MS_MAX} ms`);
    await sleep(100);
  }
}

async function end(container: ChildProcess): Promise<void> {
  const leader = leaderOf(container);
  if (leader !== undefined) process.kill(leader, 'SIGKILL');
  await ended(container);
}

async function ended(container: ChildProcess): Promise<void> {
  if (container.exitCode !== null || container.signalCode !== null) return;
  await new Promise((resolve) => container.once('exit', resolve));
}

/** Besides what is in memory: what the system itself writes while it runs. */
const NOT_LISTED = new Set([
  ...['proc', 'sys', 'run', 'dev', 'tmp'],
  ...['var/log', 'var/lib/systemd', 'usr/lib/rc/cache'],
]);

function listFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (NOT_LISTED.has(path)) return [];
    const stat = lstatSync(join(root, path));
    const own = `${path} ${stat.mode.toString(8)}`;
    return stat.isDirectory() ? [own, ...listFiles(root, path)] : [own];
  });
}

function machineId(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

import type { Host } from '@/agent/collectors/host';
import { parseMountinfo } from '../mounts/mount-table';

/**
 * In what kind of container this machine's first process runs, `none` outside of one.
 * What a runtime says of itself is believed before what can be guessed from the names of cgroups.
 */
export function detectContainer(host: Host): string {
  if (isWholeMachine(host)) return 'none';
  return declaredContainer(host) ?? guessedContainer(host) ?? 'none';
}

/**
 * Machines are made from the files of a container, too, and the runtime's marks are still in them.
 * Where the kernel's own threads can be seen and the root is a disk, it is no container.
 */
function isWholeMachine(host: Host): boolean {
  if (host.tryText('/proc/2/comm')?.trim() !== 'kthreadd') return false;
  const mounts = parseMountinfo(host.tryText('/proc/self/mountinfo') ?? '');
  const root = mounts.findLast(({ point }) => point === '/');
  return root !== undefined && root.root === '/' && root.source.startsWith('/dev/');
}

/** `/run/systemd/container` holds what the runtime put into `$container` of the first process. */
function declaredContainer(host: Host): string | undefined {
  if (host.exists('/var/run/secrets/kubernetes.io/serviceaccount')) return 'kubernetes';
  if (host.exists('/run/.containerenv')) return 'podman';
  if (host.exists('/.dockerenv')) return 'docker';
  const declared =
    host.tryText('/run/systemd/container')?.trim() ??
    parseContainerVariable(host.tryText('/proc/1/environ') ?? '');
  return declared === undefined || declared === '' ? undefined : declared.slice(0, 64);
}

/** @param environ variables with a NUL behind each, such as `container=lxc\0HOME=/\0` */
export function parseContainerVariable(environ: string): string | undefined {
  const variable = environ.split('\0').find((entry) => entry.startsWith('container='));
  return variable?.slice('container='.length);
}

function guessedContainer(host: Host): string | undefined {
  if (host.exists('/proc/vz') && !host.exists('/proc/bc')) return 'openvz';
  if (/microsoft/i.test(host.tryText('/proc/sys/kernel/osrelease') ?? '')) return 'wsl';
  return containerOfCgroups(host.tryText('/proc/1/cgroup') ?? '');
}

/** @param text lines such as `4:memory:/docker/0123…`; a cgroup namespace hides all but `/`. */
export function containerOfCgroups(text: string): string | undefined {
  if (/\/kubepods/.test(text)) return 'kubernetes';
  if (/\/libpod[-_]/.test(text)) return 'podman';
  if (/\/docker[/-]/.test(text)) return 'docker';
  if (/\/lxc[./]/.test(text)) return 'lxc';
  return undefined;
}

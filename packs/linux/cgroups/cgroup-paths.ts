import { posix } from 'node:path';
import type { Host } from '@/agent/collectors/host';
import { type Mount, parseMountinfo } from '../mounts/mount-table';

/** Where a controller's files of one cgroup lie, and in which version they are written. */
export interface CgroupFolder {
  readonly version: 1 | 2;
  readonly folder: string;
  /** The cgroup's path as the kernel tells it to the agent. */
  readonly path: string;
  /** Whether it is the top of what can be seen, because that has a limit. */
  readonly atTop: boolean;
}

const CONTROLLERS = ['memory', 'cpu', 'cpuacct', 'pids'] as const;

type Controller = (typeof CONTROLLERS)[number];

/** For each controller the file that says what it is limited to, or that there is such a thing. */
const LIMIT_FILE: Record<1 | 2, Record<Controller, string>> = {
  1: {
    memory: 'memory.limit_in_bytes',
    cpu: 'cpu.cfs_quota_us',
    cpuacct: 'cpuacct.usage',
    pids: 'pids.max',
  },
  2: { memory: 'memory.max', cpu: 'cpu.max', cpuacct: 'cpu.stat', pids: 'pids.max' },
};

export type BoundingCgroups = { readonly [Name in Controller]: CgroupFolder | undefined };

/**
 * For each controller the cgroup that bounds this machine: the top of what can be seen when that has
 * a limit (the container's own cgroup), and otherwise the one in which the agent itself runs.
 * `undefined` where no hierarchy with this controller is mounted.
 */
export function boundingCgroups(host: Host): BoundingCgroups {
  const mounts = parseMountinfo(host.tryText('/proc/self/mountinfo') ?? '');
  const memberships = parseCgroupMemberships(host.tryText('/proc/self/cgroup') ?? '');
  const find = (controller: Controller, atTop?: boolean) => {
    for (const hierarchy of hierarchiesOf(mounts, memberships, controller)) {
      const folder = choose(host, hierarchy, atTop);
      if (folder !== undefined) return folder;
    }
    return undefined;
  };
  const cpu = find('cpu');
  return { memory: find('memory'), cpu, cpuacct: find('cpuacct', cpu?.atTop), pids: find('pids') };
}

interface Hierarchy {
  readonly version: 1 | 2;
  readonly mount: Mount;
  /** The agent's own cgroup in it, when it has one. */
  readonly path: string | undefined;
  readonly limitFile: string;
}

/** A controller is in one hierarchy only; version 2 is asked where no hierarchy of version 1 has it. */
function hierarchiesOf(
  mounts: readonly Mount[],
  memberships: CgroupMemberships,
  controller: Controller,
): Hierarchy[] {
  const first = mounts.filter(
    ({ type, superOptions }) => type === 'cgroup' && superOptions.includes(controller),
  );
  const version = first.length > 0 ? 1 : 2;
  const found = version === 1 ? first : mounts.filter(({ type }) => type === 'cgroup2');
  const path = version === 1 ? memberships.v1.get(controller) : memberships.v2;
  const limitFile = LIMIT_FILE[version][controller];
  return found.map((mount) => ({ version, mount, path, limitFile }));
}

export interface CgroupMemberships {
  readonly v1: ReadonlyMap<string, string>;
  readonly v2: string | undefined;
}

/** @param text lines such as `4:cpu,cpuacct:/system.slice` and `0::/init.scope`, see cgroups(7). */
export function parseCgroupMemberships(text: string): CgroupMemberships {
  const v1 = new Map<string, string>();
  let v2: string | undefined;
  for (const line of text.split('\n')) {
    const [, number, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || controllers === undefined) continue;
    if (number === '0' && controllers === '') v2 = path;
    for (const controller of controllers.split(',')) v1.set(controller, path);
  }
  return { v1, v2 };
}

/** @param atTop whether to take the top; when not given, its having a limit decides. */
function choose(host: Host, hierarchy: Hierarchy, atTop?: boolean): CgroupFolder | undefined {
  const { version, mount, path, limitFile } = hierarchy;
  const topLimit = host.tryText(`${mount.point}/${limitFile}`);
  if (atTop ?? parseLimit(topLimit ?? '') !== undefined) {
    return { version, folder: mount.point, path: path ?? '/', atTop: true };
  }
  const own = path === undefined ? undefined : folderOf(mount, path);
  if (own !== undefined && host.exists(`${own}/${limitFile}`)) {
    return { version, folder: own, path: path ?? '/', atTop: false };
  }
  if (topLimit === undefined) return undefined;
  return { version, folder: mount.point, path: '/', atTop: false };
}

/** A path is told from the root of the hierarchy, of which a container sees only a part mounted. */
function folderOf(mount: Mount, path: string): string | undefined {
  const relative = posix.relative(mount.root, path);
  return relative.startsWith('..') ? undefined : posix.join(mount.point, relative);
}

/** Version 1 writes "no limit" as the largest number of pages, or as -1; version 2 as `max`. */
export function parseLimit(text: string): number | undefined {
  const [first = ''] = text.trim().split(/\s+/, 1);
  const limit = /^\d+$/.test(first) ? Number(first) : undefined;
  return limit === undefined || limit >= 2 ** 62 ? undefined : limit;
}

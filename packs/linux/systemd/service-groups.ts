import type { Host } from '@/agent/collectors/host';
import { parseMountinfo } from '../mounts/mount-table';

/** Where the control groups of services lie; on version 1 each controller has a tree of its own. */
export interface ServiceTrees {
  /** The tree in which systemd keeps its units. */
  readonly units: string;
  readonly pids: string | undefined;
  readonly memory: string | undefined;
  readonly cpu: string | undefined;
  readonly version: 1 | 2;
}

/** What a running service uses; a controller that is off for it leaves its value out. */
export interface ServiceUsage {
  readonly tasks: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly cpuSeconds: number | undefined;
}

/** @returns `undefined` when no hierarchy is mounted in which systemd could keep its units. */
export function serviceTrees(host: Host): ServiceTrees | undefined {
  const mounts = parseMountinfo(host.tryText('/proc/self/mountinfo') ?? '');
  const tree = (option: string) =>
    mounts.find(({ type, superOptions }) => type === 'cgroup' && superOptions.includes(option))
      ?.point;
  const named = tree('name=systemd');
  if (named !== undefined) {
    const [pids, memory, cpu] = [tree('pids'), tree('memory'), tree('cpuacct')];
    return { version: 1, units: named, pids, memory, cpu };
  }
  const unified = mounts.find(({ type }) => type === 'cgroup2')?.point;
  if (unified === undefined) return undefined;
  return { version: 2, units: unified, pids: unified, memory: unified, cpu: unified };
}

const SERVICES_MAX = 256;
const DEPTH_MAX = 4;

/** Services that have processes, by the path of their group such as `/system.slice/ssh.service`. */
export function runningServices(host: Host, trees: ServiceTrees): Map<string, string> {
  const running = new Map<string, string>();
  for (const path of servicesBelow(host, trees.units, '/system.slice', DEPTH_MAX)) {
    if (running.size >= SERVICES_MAX) break;
    if (isPopulated(host, trees, path)) running.set(unitName(path), path);
  }
  return running;
}

export function usageOfService(host: Host, trees: ServiceTrees, path: string): ServiceUsage {
  const read = (tree: string | undefined, file: string) =>
    tree === undefined ? undefined : host.tryText(`${tree}${path}/${file}`);
  const isFirst = trees.version === 1;
  const cpu = isFirst
    ? scaled(read(trees.cpu, 'cpuacct.usage'), 1e9)
    : scaled(/^usage_usec (\d+)$/m.exec(read(trees.cpu, 'cpu.stat') ?? '')?.[1], 1e6);
  return {
    tasks: scaled(read(trees.pids, 'pids.current'), 1),
    memoryBytes: scaled(
      read(trees.memory, isFirst ? 'memory.usage_in_bytes' : 'memory.current'),
      1,
    ),
    cpuSeconds: cpu,
  };
}

/** Units of one template lie in a slice of their own, such as `system-getty.slice`. */
function servicesBelow(host: Host, tree: string, path: string, depth: number): string[] {
  return host.list(`${tree}${path}`).flatMap((name) => {
    if (name.endsWith('.service')) return [`${path}/${name}`];
    if (!name.endsWith('.slice') || depth === 0) return [];
    return servicesBelow(host, tree, `${path}/${name}`, depth - 1);
  });
}

/** A group of version 1 does not know of those below it, of which a service may have some. */
function isPopulated(host: Host, trees: ServiceTrees, path: string): boolean {
  const folder = `${trees.units}${path}`;
  if (trees.version === 2) {
    return /^populated 1$/m.test(host.tryText(`${folder}/cgroup.events`) ?? '');
  }
  const hasProcess = (group: string) => (host.tryText(`${group}/cgroup.procs`) ?? '') !== '';
  if (hasProcess(folder)) return true;
  const inner = host.list(folder).filter((name) => !name.includes('.') || name.endsWith('.scope'));
  return inner.some((name) => hasProcess(`${folder}/${name}`));
}

/** systemd escapes what a path cannot hold as `\x2d`, and puts `_` before names that would clash. */
function unitName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^_/, '');
}

function scaled(text: string | undefined, unit: number): number | undefined {
  return /^\d+\s*$/.test(text ?? '') ? Number(text) / unit : undefined;
}

import { defineOpenCollector } from '@/agent/collectors/define-collector';
import type { FileSystemSpace, Host, PortableMachine } from '@/agent/collectors/host';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { type Mount, parseMountinfo } from '../mounts/mount-table';
import { realMounts } from '../mounts/real-mounts';

interface Usage {
  readonly total?: number;
  readonly used?: number;
  readonly pct_used?: number;
  readonly total_bytes?: number;
  readonly used_bytes?: number;
  readonly available_bytes?: number;
  readonly files_pct_used?: number | undefined;
  readonly device?: string;
  readonly type?: string;
  readonly unreachable?: boolean;
}

/**
 * Sources: `/proc/self/mountinfo` and statfs(2) on each mount, all at once. One that does not answer
 * says so with `unreachable` and costs the others nothing.
 */
export default defineOpenCollector({
  name: 'diskusage',
  summary: 'Space and files of each mounted file system, one time per device.',
  intervalMs: 30_000,
  shape: each(
    'mount',
    group({
      total: optional(gauge('MB', 'Size, in units of 1024² bytes.')),
      used: optional(gauge('MB', 'In use, the reserve of root not included.')),
      pct_used: optional(gauge('percent', 'Used of used and available together, as df counts.')),
      total_bytes: optional(gauge('bytes', 'Size.')),
      used_bytes: optional(gauge('bytes', 'In use, the reserve of root not included.')),
      available_bytes: optional(gauge('bytes', 'What an ordinary user may still write.')),
      files_pct_used: optional(gauge('percent', 'Inodes in use; absent where they have no limit.')),
      device: optional(fact('What is mounted, such as /dev/sda1 or server:/export.')),
      type: optional(fact('The type of file system, such as ext4.')),
      unreachable: optional(fact<boolean>('True when it did not answer within two seconds.')),
    }),
  ),
  async collect({ host }) {
    if (host.portable !== undefined)
      return { kind: 'data', data: await askPortable(host.portable) };
    const mounts = realMounts(parseMountinfo(host.readText('/proc/self/mountinfo')));
    const entries = await Promise.all(mounts.map((mount) => askMount(host, mount)));
    return { kind: 'data', data: Object.fromEntries(entries.flat()) };
  },
});

/** Space as df(1) shows it. No entry for a file system without size, such as a fuse front end. */
export function usageOf(space: FileSystemSpace) {
  const { totalBytes, freeBytes, availableBytes, files, freeFiles } = space;
  if (totalBytes <= 0) return undefined;
  const usedBytes = totalBytes - freeBytes;
  return {
    total: megabytes(totalBytes),
    used: megabytes(usedBytes),
    pct_used: percent(usedBytes, usedBytes + availableBytes),
    total_bytes: totalBytes,
    used_bytes: usedBytes,
    available_bytes: availableBytes,
    files_pct_used: files > 0 ? percent(files - freeFiles, files) : undefined,
  };
}

async function askMount(host: Host, mount: Mount): Promise<[string, Usage][]> {
  const facts = { device: mount.source, type: mount.type };
  try {
    const usage = usageOf(await host.space(mount.point));
    return usage === undefined ? [] : [[mount.point, { ...usage, ...facts, unreachable: false }]];
  } catch {
    return [[mount.point, { ...facts, unreachable: true }]];
  }
}

async function askPortable(machine: PortableMachine): Promise<Record<string, Usage>> {
  const disks = await machine.disks();
  return Object.fromEntries(
    disks.map(({ mount, totalBytes, usedBytes }) => {
      const total_bytes = totalBytes;
      const used_bytes = usedBytes;
      const [total, used] = [megabytes(totalBytes), megabytes(usedBytes)];
      return [mount, { total, used, pct_used: percent(used, total), total_bytes, used_bytes }];
    }),
  );
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}

/** With one decimal, where df(1) rounds up to a whole number. */
function percent(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.min(100, Math.max(0, Math.round((part / whole) * 1_000) / 10));
}

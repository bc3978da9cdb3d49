import { defineOpenCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { isMemoryDevice } from '../block-devices';

const DEVICE = group({
  size: gauge('bytes', 'Size of the whole device.'),
  vendor: optional(fact('Who made it.')),
  model: optional(fact('What the maker calls it.')),
  rotational: optional(fact<boolean>('Whether it has turning platters.')),
});

/** Source: `/sys/block`, see Documentation/ABI/stable/sysfs-block of the kernel. */
export default defineOpenCollector({
  name: 'blockdevice',
  summary: 'Size, maker and model of each disk.',
  intervalMs: 60_000,
  shape: each('disk', DEVICE),
  async collect({ host }) {
    const devices = host
      .list('/sys/block')
      .filter((name) => !isMemoryDevice(name) && !name.startsWith('dm-') && !isHidden(host, name))
      .map((name) => [name, describe(host, `/sys/block/${name}`)] as const)
      // An empty drive and a device that nothing is attached to have no size.
      .filter(([, { size }]) => size > 0);
    if (devices.length === 0) return notEligible('/sys/block lists no disk');
    return { kind: 'data', data: Object.fromEntries(devices) };
  },
});

/** One of several ways to the same disk, which is listed under a name of its own. */
function isHidden(host: Host, name: string): boolean {
  return host.tryText(`/sys/block/${name}/hidden`)?.trim() === '1';
}

function describe(host: Host, directory: string) {
  const rotational = host.tryText(`${directory}/queue/rotational`)?.trim();
  return {
    size: parseSize(`${directory}/size`, host.readText(`${directory}/size`)),
    vendor: vendorOf(host, directory),
    model: host.tryText(`${directory}/device/model`)?.trim() || undefined,
    rotational: rotational === undefined ? undefined : rotational === '1',
  };
}

/** NVMe disks and SD cards have a model and no vendor. */
function vendorOf(host: Host, directory: string): string | undefined {
  return host.tryText(`${directory}/device/vendor`)?.trim() || undefined;
}

/** Sectors of this file have 512 bytes, whatever the disk's own are. */
const SECTOR_BYTES = 512;

/**
 * @returns bytes.
 * @throws {Error} naming `path` when the text is not a number.
 */
export function parseSize(path: string, text: string): number {
  const sectors = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(sectors)) {
    throw new Error(`${path}: expected a number of sectors, found ${JSON.stringify(text)}`);
  }
  return sectors * SECTOR_BYTES;
}

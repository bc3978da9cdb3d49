import { defineOpenCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import { wholeDevices } from '../block-devices';

const DEVICE = group({
  size: gauge('bytes', 'Size of the whole device.'),
  vendor: optional(fact('Who made it.')),
  model: optional(fact('What the maker calls it.')),
  rotational: optional(fact<boolean>('Whether it has turning platters.')),
  volume: optional(fact('What LVM or the encryption calls it, such as vg0-home.')),
  raid: optional(fact('Level of the RAID that it is, such as raid1.')),
});

/**
 * Source: `/sys/block`, see Documentation/ABI/stable/sysfs-block and testing/sysfs-block-dm of the
 * kernel, and its Documentation/admin-guide/md.rst.
 */
export default defineOpenCollector({
  name: 'blockdevice',
  summary: 'Size, maker and model of each disk, and of each volume and RAID made of disks.',
  intervalMs: 60_000,
  shape: each('disk', DEVICE),
  async collect({ host }) {
    const devices = wholeDevices(host).map(
      (name) => [name, describe(host, `/sys/block/${name}`)] as const,
    );
    if (devices.length === 0) return notEligible('/sys/block lists no disk');
    return { kind: 'data', data: Object.fromEntries(devices) };
  },
});

function describe(host: Host, directory: string) {
  const rotational = host.tryText(`${directory}/queue/rotational`)?.trim();
  return {
    size: parseSize(`${directory}/size`, host.readText(`${directory}/size`)),
    // NVMe disks and SD cards have a model and no vendor.
    vendor: said(host, `${directory}/device/vendor`),
    model: said(host, `${directory}/device/model`),
    rotational: rotational === undefined ? undefined : rotational === '1',
    volume: said(host, `${directory}/dm/name`),
    raid: said(host, `${directory}/md/level`),
  };
}

function said(host: Host, path: string): string | undefined {
  return host.tryText(path)?.trim() || undefined;
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

import type { Host } from '@/agent/collectors/host';

/**
 * The whole block devices that keep data of this machine, as `/sys/block` names them: disks, and what
 * is made of them by LVM or encryption (`dm-0`) and RAID (`md0`). Left out are memory and files made
 * to look like a disk, the single paths to a disk that is listed under a name of its own, and what
 * has no size: an empty drive, a device that nothing is attached to.
 */
export function wholeDevices(host: Host): readonly string[] {
  return host
    .list('/sys/block')
    .filter((name) => !IN_MEMORY.test(name) && !isHidden(host, name) && hasSize(host, name));
}

const IN_MEMORY = /^(?:loop|ram|zram)\d/;

function isHidden(host: Host, name: string): boolean {
  return host.tryText(`/sys/block/${name}/hidden`)?.trim() === '1';
}

/** What the driver of optical drives says of one that it finds no disc in: 1 GiB less a sector. */
const NO_DISC = String(0x1f_ffff);

/** A size that cannot be read is one: whoever needs it says what is wrong. */
function hasSize(host: Host, name: string): boolean {
  const size = host.tryText(`/sys/block/${name}/size`)?.trim();
  return size !== '0' && !(size === NO_DISC && name.startsWith('sr'));
}

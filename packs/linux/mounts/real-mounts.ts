import type { Mount } from './mount-table';

/** No more than this many are asked, the shortest mount points first. */
export const MOUNTS_MAX = 128;

/**
 * The mounts whose space a person cares for: each file system once, under its shortest mount point.
 *
 * Left out are what the kernel makes up (`proc`, `cgroup` …), what is read-only by nature and always
 * full (`squashfs`, `iso9660`), the layers of containers, files that a container runtime mounts over
 * single files, and `tmpfs` other than `/` and `/tmp`. Where the root itself is a layer (we run in a
 * container) it stays. Network file systems come last, so that a dead one holds nobody up.
 */
export function realMounts(mounts: readonly Mount[]): Mount[] {
  const visible = new Map(mounts.map((mount) => [mount.point, mount]));
  const shortest = new Map<string, Mount>();
  for (const mount of visible.values()) {
    if (!isReal(mount)) continue;
    const known = shortest.get(mount.deviceNumber);
    if (known === undefined || mount.point.length < known.point.length) {
      shortest.set(mount.deviceNumber, mount);
    }
  }
  return [...shortest.values()]
    .sort((a, b) => a.point.length - b.point.length)
    .slice(0, MOUNTS_MAX)
    .sort((a, b) => Number(isNetwork(a)) - Number(isNetwork(b)));
}

const UNREAL = new Set([
  ...['autofs', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'cpuset', 'debugfs'],
  ...['devfs', 'devpts', 'devtmpfs', 'efivarfs', 'fusectl', 'hugetlbfs', 'mqueue', 'nfsd', 'nsfs'],
  ...['none', 'proc', 'pstore', 'ramfs', 'resctrl', 'rootfs', 'rpc_pipefs', 'securityfs'],
  ...['selinuxfs', 'smackfs', 'sysfs', 'tracefs', 'usbfs'],
  ...['erofs', 'iso9660', 'squashfs', 'udf', 'fuse.squashfuse', 'fuse.snapfuse'],
  ...['fuse.gvfsd-fuse', 'fuse.portal', 'fuse.lxcfs', 'fuse.archivemount', 'fuse.fuse-overlayfs'],
]);

const LAYERS = new Set(['overlay', 'overlayfs', 'aufs', 'unionfs']);

const NETWORK =
  /^(nfs\d?|cifs|smb3?|smbfs|ceph|glusterfs|lustre|gpfs|beegfs|afs|9p|fuse\.(sshfs|s3fs|glusterfs|ceph|rclone|davfs2?))$/;

const FILES_OF_RUNTIMES = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);

function isReal({ point, type }: Mount): boolean {
  if (UNREAL.has(type) || FILES_OF_RUNTIMES.has(point) || point.startsWith('/dev/')) return false;
  if (LAYERS.has(type)) return point === '/';
  if (type === 'tmpfs') return point === '/' || point === '/tmp';
  return true;
}

function isNetwork({ type }: Mount): boolean {
  return NETWORK.test(type);
}

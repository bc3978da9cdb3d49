import { describe, expect, test } from 'vitest';
import { HostFileError } from '@/agent/collectors/host';
import diskusage, { usageOf } from '@/packs/linux/collectors/diskusage';
import { parseMountinfo } from '@/packs/linux/mounts/mount-table';
import { MOUNTS_MAX, realMounts } from '@/packs/linux/mounts/real-mounts';
import { dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const MIB = 1_048_576;
const space = {
  totalBytes: 1_000 * MIB,
  freeBytes: 400 * MIB,
  availableBytes: 200 * MIB,
  files: 1_000,
  freeFiles: 750,
};

/** Lines of mountinfo from `major:minor root point type source`. */
function mountinfo(...mounts: string[]): string {
  return mounts
    .map((mount, index) => {
      const [device, root, point, type, source] = mount.split(' ');
      return `${index + 20} 1 ${device} ${root} ${point} rw shared:1 - ${type} ${source} rw\n`;
    })
    .join('');
}

const pointsOf = (text: string) => realMounts(parseMountinfo(text)).map(({ point }) => point);

describe('the table of mounts', () => {
  test('undoes the octal escapes of the kernel', () => {
    const [mount] = parseMountinfo('36 35 8:1 / /mnt/a\\040b\\011c\\134d rw - ext4 /dev/sda1 rw\n');
    expect(mount?.point).toBe('/mnt/a b\tc\\d');
  });

  test('reads a line with any number of optional fields', () => {
    const lines = ['rw', 'rw shared:1', 'rw shared:1 master:2 propagate_from:3'].map(
      (options) => `36 35 8:1 / / ${options} - ext4 /dev/sda1 rw,data=ordered`,
    );
    for (const mount of parseMountinfo(lines.join('\n'))) {
      expect(mount).toMatchObject({
        point: '/',
        type: 'ext4',
        superOptions: ['rw', 'data=ordered'],
      });
    }
    expect(parseMountinfo(lines.join('\n'))).toHaveLength(3);
  });

  test.each([
    '',
    '\n',
    'nonsense',
    '36 35 8:1 / / rw',
    '36 35 8:1 - ext4',
    '1 2 3 4 relative rw - a b c',
  ])('passes over %j', (text) => {
    expect(parseMountinfo(text)).toEqual([]);
  });
});

describe('which mounts count', () => {
  test('file systems that the kernel makes up, images and container layers do not', () => {
    const text = mountinfo(
      '8:1 / / ext4 /dev/sda1',
      '0:5 / /proc proc proc',
      '0:6 / /sys/fs/cgroup cgroup2 cgroup2',
      '0:7 / /run tmpfs tmpfs',
      '7:0 / /snap/core/1 squashfs /dev/loop0',
      '11:0 / /media/cdrom iso9660 /dev/sr0',
      '0:50 / /var/lib/docker/overlay2/x/merged overlay overlay',
      '0:51 / /tmp tmpfs tmpfs',
    );
    expect(pointsOf(text)).toEqual(['/', '/tmp']);
  });

  test('a device that is mounted twice counts once, at its shortest mount point', () => {
    const text = mountinfo(
      '8:2 /home /srv/www/home ext4 /dev/sda2',
      '8:2 / /srv ext4 /dev/sda2',
      '8:2 /x /srv/x ext4 /dev/sda2',
    );
    expect(pointsOf(text)).toEqual(['/srv']);
  });

  test('in a container the layer that is the root stays, and single files do not count', () => {
    const text = mountinfo(
      '0:60 / / overlay overlay',
      '8:1 /docker/hosts /etc/hosts ext4 /dev/sda1',
      '8:1 /docker/resolv /etc/resolv.conf ext4 /dev/sda1',
      '8:1 /docker/volumes/data /data ext4 /dev/sda1',
    );
    expect(pointsOf(text)).toEqual(['/', '/data']);
  });

  test('of two mounts on one point the later counts, since it hides the earlier', () => {
    const mounts = realMounts(
      parseMountinfo(mountinfo('8:1 / /mnt ext4 /dev/sda1', '8:2 / /mnt xfs /dev/sdb1')),
    );
    expect(mounts.map(({ source }) => source)).toEqual(['/dev/sdb1']);
  });

  test('network file systems come last and never more than a bounded number is asked', () => {
    const many = Array.from(
      { length: 500 },
      (_, n) => `9:${n} / /srv/volumes/${n} ext4 /dev/x${n}`,
    );
    const points = pointsOf(
      mountinfo('0:70 / /n nfs4 files:/export', '8:1 / /data/a ext4 /dev/a', ...many),
    );
    expect(points).toHaveLength(MOUNTS_MAX);
    expect(points.at(-1)).toBe('/n');
  });
});

describe('space', () => {
  test('is counted as df does: used of used and available', () => {
    expect(usageOf(space)).toEqual({
      total: 1_000,
      used: 600,
      pct_used: 75,
      total_bytes: 1_000 * MIB,
      used_bytes: 600 * MIB,
      available_bytes: 200 * MIB,
      files_pct_used: 25,
    });
  });

  test('has no percentage of files where files have no limit, and none at all without a size', () => {
    expect(usageOf({ ...space, files: 0, freeFiles: 0 })?.files_pct_used).toBeUndefined();
    expect(usageOf({ ...space, totalBytes: 0 })).toBeUndefined();
  });
});

describe('diskusage', () => {
  test('gives every disk of a recorded machine', async () => {
    const data = await dataFrom<Record<string, object>>(diskusage, recordedHost('rhel-7-bare'));
    expect(Object.keys(data)).toEqual(['/', '/boot', '/data']);
    expect(data['/data']).toMatchObject({
      total: 952_320,
      used: 749_853,
      pct_used: 78.7,
      device: '/dev/md1',
      type: 'xfs',
      unreachable: false,
    });
  });

  test('a dead mount says so and takes nothing from the others', async () => {
    const text = mountinfo('8:1 / / ext4 /dev/sda1', '0:70 / /net nfs4 files:/export');
    const host = {
      ...hostWith({ '/proc/self/mountinfo': text }),
      async space(path: string) {
        if (path === '/') return space;
        throw new HostFileError(path, { cause: new Error('it has not answered for 2 s') });
      },
    };
    const data = await dataFrom<Record<string, object>>(diskusage, host);
    expect(data['/']).toMatchObject({ pct_used: 75, unreachable: false });
    expect(data['/net']).toEqual({ device: 'files:/export', type: 'nfs4', unreachable: true });
  });
});

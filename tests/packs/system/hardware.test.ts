import { describe, expect, test } from 'vitest';
import blockdevice, { parseSize } from '@/packs/system/collectors/blockdevice';
import dmidecode from '@/packs/system/collectors/dmidecode';
import iostats from '@/packs/system/collectors/iostats';
import {
  collectFrom,
  dataFrom,
  hostWith,
  recordedHost,
  recordedHostNames,
} from '../../support/recorded-host';

describe('blockdevice', () => {
  const host = hostWith({
    '/sys/block/sda/size': '2000409264\n',
    '/sys/block/sda/device/vendor': 'ATA     \n',
    '/sys/block/sda/device/model': 'Samsung SSD 860 \n',
    '/sys/block/sda/queue/rotational': '0\n',
    '/sys/block/nvme0n1/size': '1000\n',
    '/sys/block/nvme0n1/device/model': 'KINGSTON\n',
    '/sys/block/nvme0c0n1/size': '1000\n',
    '/sys/block/nvme0c0n1/hidden': '1\n',
    '/sys/block/nbd0/size': '0\n',
    '/sys/block/sr0/size': '2097151\n',
    '/sys/block/loop0/size': '8\n',
    '/sys/block/zram0/size': '8\n',
    '/sys/block/dm-0/size': '8\n',
    '/sys/block/dm-0/dm/name': 'vg0-home\n',
    '/sys/block/md0/size': '16\n',
    '/sys/block/md0/md/level': 'raid1\n',
  });

  test('each disk has its size in bytes, and what its maker wrote on it', async () => {
    expect(await dataFrom(blockdevice, host)).toEqual({
      sda: {
        size: 1_024_209_543_168,
        vendor: 'ATA',
        model: 'Samsung SSD 860',
        rotational: false,
      },
      nvme0n1: { size: 512_000, model: 'KINGSTON' },
      'dm-0': { size: 4_096, volume: 'vg0-home' },
      md0: { size: 8_192, raid: 'raid1' },
    });
  });

  test.each([
    ['alpine-3.19-container', ['vda']],
    ['debian-11-qemu', ['dm-0', 'md0', 'nvme0n1', 'vda', 'vdb', 'vdc']],
    ['debian-12-vm', ['vda']],
    ['debian-13-qemu', ['dm-0', 'md0', 'nvme0n1', 'vda', 'vdb', 'vdc']],
    ['rhel-7-bare', ['md1', 'md127', 'sda', 'sdb', 'sdc', 'sdd']],
    ['ubuntu-24-bare', ['dm-0', 'nvme0n1', 'sda']],
  ])('lists the disks, volumes and RAIDs of %s', async (name, devices) => {
    const data = await dataFrom<object>(blockdevice, recordedHost(name));
    expect(Object.keys(data).sort()).toEqual(devices);
  });

  test.each(recordedHostNames())('lists on %s what iostats measures', async (name) => {
    const host = recordedHost(name);
    const devices = await dataFrom<object>(blockdevice, host);
    const measured = await dataFrom<object>(iostats, host, host.laterRecorded());
    expect(Object.keys(measured).sort()).toEqual(Object.keys(devices).sort());
  });

  test('a machine without disks is not eligible', async () => {
    expect(await collectFrom(blockdevice, hostWith({}))).toEqual({
      kind: 'not-eligible',
      reason: '/sys/block lists no disk',
    });
  });

  test.each(['', '\n', 'large\n'])('the size %j is refused by name', (text) => {
    expect(() => parseSize('/sys/block/sda/size', text)).toThrow(
      '/sys/block/sda/size: expected a number of sectors, found ',
    );
  });
});

describe('dmidecode', () => {
  const host = hostWith(
    {
      '/sys/devices/virtual/dmi/id/sys_vendor': 'QEMU\n',
      '/sys/devices/virtual/dmi/id/product_name': 'Standard PC (Q35 + ICH9, 2009)\n',
      '/sys/devices/virtual/dmi/id/product_serial': { denied: true },
      '/sys/devices/virtual/dmi/id/board_serial': '\n',
      '/sys/devices/virtual/dmi/id/uevent': 'MODALIAS=dmi:\n',
      '/sys/devices/virtual/dmi/id/power/control': 'auto\n',
    },
    { links: { '/sys/class/dmi/id': '../../devices/virtual/dmi/id' } },
  );

  test('what the agent may read and the firmware filled in is there, and nothing else', async () => {
    expect(await dataFrom(dmidecode, host)).toEqual({
      sys_vendor: 'QEMU',
      product_name: 'Standard PC (Q35 + ICH9, 2009)',
    });
  });

  test('a machine without it is not eligible, and stays so', async () => {
    const bare = hostWith({});
    const outcome = await collectFrom(dmidecode, bare, bare, bare);
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
    expect(outcome).toEqual(await collectFrom(dmidecode, bare));
  });
});

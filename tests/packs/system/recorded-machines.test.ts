import { describe, expect, test } from 'vitest';
import cpustats from '@/packs/system/collectors/cpustats';
import dmidecode from '@/packs/system/collectors/dmidecode';
import iostats from '@/packs/system/collectors/iostats';
import memory from '@/packs/system/collectors/memory';
import system from '@/packs/system/collectors/system';
import {
  collectFrom,
  dataFrom,
  recordedHost,
  recordedHostNames,
} from '../../support/recorded-host';

describe.each(recordedHostNames())('on the recorded machine %s', (name) => {
  const host = recordedHost(name);

  test('processors that did nothing for five seconds were idle, each of them', async () => {
    const stat = host.readText('/proc/stat');
    const idler = stat.replace(
      /^(cpu\d* +\d+ \d+ \d+ )(\d+)/gm,
      (_, busy: string, idle: string) => busy + (Number(idle) + 500),
    );
    const later = host.later(5_000, { '/proc/stat': idler });
    const data = await dataFrom<Record<string, Record<string, number>>>(cpustats, host, later);
    expect(Object.keys(data)).toHaveLength(stat.match(/^cpu/gm)?.length ?? 0);
    for (const shares of Object.values(data)) expect(shares['%idle']).toBe(100);
  });

  test('memory in use is some of it and not all', async () => {
    const data = await dataFrom<Record<string, number>>(memory, host);
    expect(data.phys_used).toBeGreaterThan(0);
    expect(data.phys_used).toBeLessThan(100);
    expect(data.swap_used).toBeLessThan(100);
    expect(data.phys_free).toBeGreaterThan(data.memfree ?? 0);
  });

  test('the system is named', async () => {
    const data = await dataFrom<{ os: { linux: { distribution: string } } }>(system, host);
    expect(name).toContain(data.os.linux.distribution);
  });

  test('the firmware says the same on every run', async () => {
    const first = await collectFrom(dmidecode, host);
    expect(await collectFrom(dmidecode, host, host.later(10_000))).toEqual(first);
  });
});

test.each([
  ['debian-12-vm', ['vda']],
  ['rhel-7-bare', ['sda', 'sdb', 'sdc', 'sdd', 'md1', 'md127']],
  ['ubuntu-24-bare', ['dm-0', 'nvme0n1', 'sda']],
])('the disks of %s are its whole devices, whatever the kernel counts', async (name, disks) => {
  const host = recordedHost(name);
  const data = await dataFrom<object>(iostats, host, host.later(10_000));
  expect(Object.keys(data).sort()).toEqual([...disks].sort());
});

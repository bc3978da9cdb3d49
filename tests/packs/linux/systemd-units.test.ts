import { describe, expect, test } from 'vitest';
import systemdUnits from '@/packs/linux/collectors/systemd_units';
import { serviceType } from '@/packs/linux/systemd/enabled-services';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const TREE = '/sys/fs/cgroup/system.slice';
const WANTS = '/etc/systemd/system/multi-user.target.wants';

const V2 = {
  '/run/systemd/system/.keep': '',
  '/proc/self/mountinfo': '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  [`${TREE}/ssh.service/cgroup.events`]: 'populated 1\nfrozen 0\n',
  [`${TREE}/ssh.service/pids.current`]: '3\n',
  [`${TREE}/ssh.service/memory.current`]: '8192000\n',
  [`${TREE}/ssh.service/cpu.stat`]: 'usage_usec 1000000\nuser_usec 1\n',
  [`${TREE}/idle.service/cgroup.events`]: 'populated 0\n',
  [`${TREE}/system-getty.slice/getty@tty1.service/cgroup.events`]: 'populated 1\n',
  [`${TREE}/memory.current`]: '1\n',
  [`${WANTS}/ssh.service`]: '[Service]\n',
  [`${WANTS}/backup.service`]: '[Service]\n',
  [`${WANTS}/setup.service`]: '[Service]\n',
  [`${WANTS}/never.service`]: '[Service]\n',
  [`${WANTS}/remote-fs.target`]: '',
  '/run/systemd/units/invocation:ssh.service': '',
  '/run/systemd/units/invocation:backup.service': '',
  '/run/systemd/units/invocation:setup.service': '',
  '/lib/systemd/system/setup.service': '[Service]\nType=oneshot\nExecStart=/bin/true\n',
  '/lib/systemd/system/never.service': '[Service]\nType=simple\n',
  '/lib/systemd/system/backup.service': '[Service]\nType=simple\n',
};

describe('systemd_units', () => {
  test('gives what runs, what each uses, and which enabled services have ended', async () => {
    const first = hostWith(V2);
    const later = first.later(10_000, {
      [`${TREE}/ssh.service/cpu.stat`]: 'usage_usec 6000000\n',
    });
    expect(await dataFrom(systemdUnits, first, later)).toEqual({
      running: 2,
      enabled: 4,
      ended: 1,
      ended_services: ['backup.service'],
      running_services: ['getty@tty1.service', 'ssh.service'],
      services: {
        'ssh.service': { tasks: 3, memory_bytes: 8_192_000, cpu_percent: 50 },
        'getty@tty1.service': {
          tasks: undefined,
          memory_bytes: undefined,
          cpu_percent: undefined,
        },
      },
    });
  });

  test('finds in a recorded container of version 1 what systemd runs there', async () => {
    expect(await dataFrom(systemdUnits, recordedHost('debian-12-nspawn'))).toMatchObject({
      enabled: 5,
      ended: 0,
      running_services: expect.arrayContaining(['cron.service', 'dbus.service', 'ssh.service']),
    });
  });

  test('a service that ends is named, on the same recorded machine', async () => {
    const host = recordedHost('debian-12-nspawn', {
      '/sys/fs/cgroup/systemd/system.slice/cron.service/cgroup.procs': '',
    });
    expect(await dataFrom(systemdUnits, host)).toMatchObject({
      ended: 1,
      ended_services: ['cron.service'],
    });
  });

  test('does not claim to know what ended where systemd is too old to tell', async () => {
    const data = await dataFrom<{ ended?: number }>(systemdUnits, recordedHost('rhel-7-bare'));
    expect(data).toMatchObject({
      services: { 'postgresql.service': { memory_bytes: 9_126_805_504 } },
    });
    expect(data.ended).toBeUndefined();
  });

  test('a drop-in may make a service one that is meant to end', async () => {
    const host = hostWith({
      ...V2,
      '/etc/systemd/system/backup.service.d/override.conf': '[Service]\nType = oneshot\n',
    });
    expect(await dataFrom(systemdUnits, host)).toMatchObject({ ended: 0 });
  });

  test('a service whose processes are in groups of their own below it runs, too', async () => {
    const host = hostWith({
      '/run/systemd/system/.keep': '',
      '/proc/self/mountinfo':
        '31 1 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n',
      '/sys/fs/cgroup/systemd/system.slice/udev.service/cgroup.procs': '',
      '/sys/fs/cgroup/systemd/system.slice/udev.service/inner/cgroup.procs': '77\n',
    });
    expect(await dataFrom(systemdUnits, host)).toMatchObject({
      running_services: ['udev.service'],
    });
  });

  test('a machine that another init runs is not eligible', async () => {
    for (const host of [
      recordedHost('debian-12-vm'),
      hostWith({ '/run/systemd/system/.keep': '' }),
    ]) {
      expect(await collectFrom(systemdUnits, host)).toMatchObject({ kind: 'not-eligible' });
    }
  });
});

describe('the type of a service', () => {
  test('is the last that is written', () => {
    expect(serviceType('[Service]\nType=simple\n#Type=x\n Type = Oneshot\n')).toBe('oneshot');
    expect(serviceType('')).toBeUndefined();
    expect(serviceType('SubType=oneshot\n')).toBeUndefined();
  });
});

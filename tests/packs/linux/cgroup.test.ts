import { describe, expect, test } from 'vitest';
import {
  boundingCgroups,
  parseCgroupMemberships,
  parseLimit,
} from '@/packs/linux/cgroups/cgroup-paths';
import { parseCpuMax, parseFlatKeys } from '@/packs/linux/cgroups/cgroup-usage';
import cgroup from '@/packs/linux/collectors/cgroup';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';

const V2 = {
  '/proc/self/mountinfo': '30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  '/proc/self/cgroup': '0::/\n',
  '/sys/fs/cgroup/memory.max': '536870912\n',
  '/sys/fs/cgroup/memory.current': '268435456\n',
  '/sys/fs/cgroup/memory.stat': 'anon 1\ninactive_file 134217728\n',
  '/sys/fs/cgroup/memory.events': 'low 0\nhigh 0\nmax 4\noom 1\noom_kill 1\n',
  '/sys/fs/cgroup/cpu.max': '150000 100000\n',
  '/sys/fs/cgroup/cpu.stat':
    'usage_usec 1000000\nnr_periods 100\nnr_throttled 10\nthrottled_usec 2500000\n',
  '/sys/fs/cgroup/pids.max': 'max\n',
  '/sys/fs/cgroup/pids.current': '12\n',
};

describe('cgroup', () => {
  test('tells a container of version 2 its limits and what it uses', async () => {
    const first = hostWith(V2);
    const later = first.later(10_000, {
      '/sys/fs/cgroup/cpu.stat':
        'usage_usec 8500000\nnr_periods 200\nnr_throttled 35\nthrottled_usec 3000000\n',
    });
    expect(await dataFrom(cgroup, first, later)).toEqual({
      path: '/',
      version: 2,
      memory: {
        used_bytes: 268_435_456,
        working_set_bytes: 134_217_728,
        limit_bytes: 536_870_912,
        pct_used: 25,
        oom_kills: 1,
      },
      cpu: {
        used_cores: 0.75,
        limit_cores: 1.5,
        pct_used: 50,
        pct_throttled: 25,
        throttled_seconds: 3,
      },
      pids: { current: 12, limit: undefined, pct_used: undefined },
    });
  });

  test('reads version 1 as it was recorded in a container with limits', async () => {
    expect(await dataFrom(cgroup, recordedHost('debian-12-nspawn'))).toMatchObject({
      version: 1,
      memory: { limit_bytes: 536_870_912 },
      cpu: { limit_cores: 1.5 },
      pids: { limit: 256 },
    });
  });

  test('on a machine without limits of its own it tells of the group of the agent', async () => {
    expect(await dataFrom(cgroup, recordedHost('rhel-7-bare'))).toMatchObject({
      path: '/system.slice/opsbro.service',
      memory: { limit_bytes: 268_435_456 },
      cpu: { limit_cores: 0.5, throttled_seconds: 0.410022331 },
    });
  });

  test('the accounting of version 1 is taken from the same group as the quota', () => {
    const mount = (id: number, name: string) =>
      `${id} 1 0:${id} / /sys/fs/cgroup/${name} rw - cgroup cgroup rw,${name}\n`;
    const host = hostWith({
      '/proc/self/mountinfo': mount(30, 'cpu') + mount(31, 'cpuacct'),
      '/proc/self/cgroup': '2:cpu:/agent\n3:cpuacct:/agent\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpu/agent/cpu.cfs_quota_us': '-1\n',
      '/sys/fs/cgroup/cpuacct/cpuacct.usage': '1\n',
      '/sys/fs/cgroup/cpuacct/agent/cpuacct.usage': '1\n',
    });
    const { cpu, cpuacct } = boundingCgroups(host);
    expect(cpu?.folder).toBe('/sys/fs/cgroup/cpu/agent');
    expect(cpuacct?.folder).toBe('/sys/fs/cgroup/cpuacct/agent');
  });

  test('a container that sees its own part of the hierarchy alone finds it', () => {
    const host = hostWith({
      '/proc/self/mountinfo':
        '30 1 0:30 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n',
      '/proc/self/cgroup': '4:memory:/docker/abc\n',
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    });
    expect(boundingCgroups(host).memory?.folder).toBe('/sys/fs/cgroup/memory');
  });

  test('the top of version 2 on a plain machine has nothing to tell', async () => {
    const host = hostWith({
      '/proc/self/mountinfo': V2['/proc/self/mountinfo'],
      '/proc/self/cgroup': '0::/\n',
      '/sys/fs/cgroup/cgroup.procs': '1\n',
    });
    expect(await collectFrom(cgroup, host)).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('what the kernel writes', () => {
  test('"no limit" is told in three ways', () => {
    for (const text of ['max\n', '-1\n', '9223372036854771712\n', '']) {
      expect(parseLimit(text)).toBeUndefined();
    }
    expect(parseLimit('0\n')).toBe(0);
    expect(parseLimit('4096\n')).toBe(4_096);
  });

  test.each(['', 'max 100000', '100000', '100000 0', 'x y'])('%j is no quota', (text) => {
    expect(parseCpuMax(text)).toBeUndefined();
  });

  test('memberships are read for both versions, with colons in the path', () => {
    const { v1, v2 } = parseCgroupMemberships(
      '4:cpu,cpuacct:/a:b\n1:name=systemd:/init\n0::/x\ngarbage\n:::\n',
    );
    expect(Object.fromEntries(v1)).toMatchObject({
      cpu: '/a:b',
      cpuacct: '/a:b',
      'name=systemd': '/init',
    });
    expect(v2).toBe('/x');
  });

  test('lines that are not a name and a number are passed over', () => {
    expect(Object.fromEntries(parseFlatKeys('a 1\nb\nc x\n\nd 2 3\ne 4'))).toEqual({ a: 1, e: 4 });
  });
});

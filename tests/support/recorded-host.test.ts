import { describe, expect, test } from 'vitest';
import { hostWith, recordedHost, recordedHostNames } from './recorded-host';

describe.each(recordedHostNames())('the recorded machine %s', (name) => {
  const host = recordedHost(name);

  test('is a machine with processors and memory', () => {
    expect(host.hostname).not.toBe('');
    expect(host.readText('/proc/stat')).toMatch(/^cpu /);
    expect(host.list('/proc')).toEqual(expect.arrayContaining(['meminfo', 'stat']));
  });

  test('does not show the files that describe the record', () => {
    expect(host.list('/')).not.toContain('host.json');
  });
});

describe('a machine made of words', () => {
  const host = hostWith(
    {
      '/sys/devices/pci/net/eth0/mtu': '1500',
      '/sys/devices/pci/net/eth0/queues/rx-0': '',
      '/etc/shadow': { denied: true },
    },
    {
      links: {
        '/sys/class/net/eth0': '../../devices/pci/net/eth0',
        '/sys/class/net/eth0/device': '../../../virtio1',
        '/loop': '/loop',
      },
      spaces: {
        '/': { totalBytes: 2, freeBytes: 1, availableBytes: 1, files: 0, freeFiles: 0 },
      },
    },
  );

  test('links are followed on the way, listed, and told as they are written', () => {
    expect(host.readText('/sys/class/net/eth0/mtu')).toBe('1500');
    expect(host.list('/sys/class/net')).toEqual(['eth0']);
    expect(host.list('/sys/class/net/eth0')).toEqual(['mtu', 'queues']);
    expect(host.readLink('/sys/class/net/eth0')).toBe('../../devices/pci/net/eth0');
    expect(host.readLink('/sys/devices/pci/net/eth0')).toBeUndefined();
    expect(host.exists('/sys/class/net/eth0/queues')).toBe(true);
  });

  test('a link that leads in a circle, or nowhere, is a missing file', () => {
    expect(host.tryText('/loop')).toBeUndefined();
    expect(host.exists('/sys/class/net/eth1')).toBe(false);
  });

  test('what may not be read is there and says why', () => {
    expect(host.exists('/etc/shadow')).toBe(true);
    expect(() => host.readText('/etc/shadow')).toThrow('the agent has no permission');
    expect(() => host.readText('/etc/passwd')).toThrow('it does not exist');
  });

  test('later is the same machine with changed, new and missing files', async () => {
    const later = host.later(10_000, { '/sys/devices/pci/net/eth0/mtu': null, '/new': 'new' });
    expect(later.nowMs() - host.nowMs()).toBe(10_000);
    expect(later.wallMs() - host.wallMs()).toBe(10_000);
    expect(later.list('/sys/class/net/eth0')).toEqual(['queues']);
    expect(later.tryText('/sys/class/net/eth0/mtu')).toBeUndefined();
    expect(later.readText('/new')).toBe('new');
    expect(await later.space('/')).toMatchObject({ totalBytes: 2 });
    await expect(later.space('/home')).rejects.toThrow('Cannot read /home');
  });
});

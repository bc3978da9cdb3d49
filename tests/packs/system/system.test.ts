import { describe, expect, test } from 'vitest';
import type { InterfaceAddress } from '@/agent/collectors/host';
import system, { parseUptime } from '@/packs/system/collectors/system';
import { fullName } from '@/packs/system/full-name';
import { parseOsRelease, parseRedhatRelease, readDistribution } from '@/packs/system/os-release';
import { parseDefaultInterface, pickAddresses } from '@/packs/system/own-addresses';
import { countInRanges, parseCpuinfo, readProcessors } from '@/packs/system/processors';
import { dataFrom, hostWith } from '../../support/recorded-host';

const OS_RELEASE = `PRETTY_NAME="Ubuntu 22.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="22.04"
VERSION_CODENAME=jammy
# a remark
ID=ubuntu
HOME_URL='https://www.ubuntu.com/'
`;

const address = (name: string, ip: string): InterfaceAddress => ({
  interface: name,
  address: ip,
  family: ip.includes(':') ? 'IPv6' : 'IPv4',
  netmask: '',
  mac: '',
  internal: name === 'lo',
});

const host = hostWith(
  {
    '/etc/os-release': OS_RELEASE,
    '/etc/hosts': '127.0.0.1 localhost\n10.0.0.5 web-1.example.org web-1 # us\n',
    '/proc/cpuinfo':
      'processor\t: 0\nmodel name\t: AMD EPYC\ncpu MHz\t\t: 2445.428\n\nprocessor\t: 1\n',
    '/proc/uptime': '5041.07 9862.44\n',
    '/proc/sys/kernel/random/boot_id': 'ed3a6e75-52d6-42fa-bce2-d273f1fd7aa0\n',
    '/sys/devices/system/cpu/online': '0-1\n',
  },
  { hostname: 'web-1', addresses: [address('lo', '127.0.0.1'), address('eth0', '10.0.0.5')] },
);

test('the machine is described with the keys that expressions know', async () => {
  expect(JSON.parse(JSON.stringify(await dataFrom(system, host)))).toEqual({
    hostname: 'web-1',
    fqdn: 'web-1.example.org',
    os: {
      name: 'linux',
      platform: 'linux',
      linux: {
        distribution: 'ubuntu',
        version: '22.04',
        id: 'jammy',
        major_version: 22,
        minor_version: 4,
        pretty_name: 'Ubuntu 22.04.3 LTS',
      },
    },
    kernel: '6.1.0',
    architecture: 'x86_64',
    cpu_count: 2,
    cpu_model_name: 'AMD EPYC',
    cpu_mhz: 2_445.428,
    user: 'root',
    uid: 0,
    gid: 0,
    local_ip: '10.0.0.5',
    boot_id: 'ed3a6e75-52d6-42fa-bce2-d273f1fd7aa0',
    uptime_seconds: 5_041.07,
  });
});

test('processors are looked at once for each host: the file costs the more the more there are', async () => {
  let reads = 0;
  const counting = {
    ...host,
    tryText(path: string) {
      if (path === '/proc/cpuinfo') reads += 1;
      return host.tryText(path);
    },
  };
  await dataFrom(system, counting, counting, counting);
  expect(reads).toBe(1);
});

test('on other platforms the portable library names the processor, and is asked again when it failed', async () => {
  let calls = 0;
  const cpuModel = async () => {
    calls += 1;
    if (calls === 1) throw new Error('node-os-utils: no answer');
    return 'Apple M2';
  };
  const mac = hostWith({}, { platform: 'darwin', portable: { cpuModel } as never });
  await expect(dataFrom(system, mac)).rejects.toThrow('no answer');
  expect(await dataFrom(system, mac)).toMatchObject({ cpu_model_name: 'Apple M2' });
});

test.each(['', 'soon', ' '])('the uptime %j is refused by name', (text) => {
  expect(() => parseUptime(text)).toThrow('/proc/uptime: expected two numbers of seconds');
});

describe('the distribution', () => {
  test('is read with either kind of quotes, or none', () => {
    const values = parseOsRelease(OS_RELEASE);
    expect(values.get('HOME_URL')).toBe('https://www.ubuntu.com/');
    expect(values.get('ID')).toBe('ubuntu');
    expect(parseOsRelease('NAME="a \\"b\\" \\$c"').get('NAME')).toBe('a "b" $c');
    expect(parseOsRelease('NAME="').get('NAME')).toBe('"');
  });

  test('has no version where it has none', () => {
    const rolling = hostWith({ '/etc/os-release': 'ID=arch\nPRETTY_NAME="Arch Linux"\n' });
    expect(readDistribution(rolling)).toEqual({ distribution: 'arch', pretty_name: 'Arch Linux' });
  });

  test.each([
    ['CentOS release 6.10 (Final)', 'centos', '6.10'],
    ['CentOS Linux release 7.9.2009 (Core)', 'centos', '7.9.2009'],
    ['Red Hat Enterprise Linux Server release 6.5 (Santiago)', 'rhel', '6.5'],
  ])('%s is recognised without os-release', (text, distribution, version) => {
    expect(readDistribution(hostWith({ '/etc/redhat-release': `${text}\n` }))).toMatchObject({
      distribution,
      version,
      pretty_name: text,
    });
  });

  test('is unknown where nothing says it', () => {
    expect(readDistribution(hostWith({}))).toBeUndefined();
    expect(parseRedhatRelease('')).toBeUndefined();
    expect(readDistribution(hostWith({ '/etc/os-release': '' }))).toEqual({
      distribution: 'linux',
    });
  });
});

describe('processors', () => {
  test.each([
    [
      'Processor\t: ARMv7 Processor rev 4 (v7l)\nprocessor\t: 0\n',
      'ARMv7 Processor rev 4 (v7l)',
      undefined,
    ],
    [
      'processor\t: 0\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 3800.000000MHz\n',
      'POWER9, altivec supported',
      3_800,
    ],
    ['', undefined, undefined],
    ['garbage', undefined, undefined],
  ])('%j', (text, model, mhz) => {
    expect(parseCpuinfo(text)).toEqual({
      ...(model === undefined ? {} : { model }),
      ...(mhz === undefined ? {} : { mhz }),
    });
  });

  test('where they have no name, the board has one, and then the architecture', () => {
    const board = { '/sys/firmware/devicetree/base/model': 'Raspberry Pi 4 Model B Rev 1.4\0' };
    expect(readProcessors(hostWith(board)).model).toBe('Raspberry Pi 4 Model B Rev 1.4');
    expect(readProcessors(hostWith({}, { arch: 'riscv64' }))).toEqual({ model: 'riscv64' });
  });

  test('the clock they are made for goes before the clock of the moment', () => {
    const rated = '/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq';
    const laptop = hostWith({ '/proc/cpuinfo': 'cpu MHz : 800.0\n', [rated]: '3400000\n' });
    expect(readProcessors(laptop).mhz).toBe(3_400);
  });

  test.each([
    ['0', 1],
    ['0-3\n', 4],
    ['0-3,8,10-11', 7],
    ['', undefined],
    ['3-1', undefined],
    ['0-x', undefined],
  ])('the list %j counts %s', (text, count) => {
    expect(countInRanges(text)).toBe(count);
  });
});

describe('addresses', () => {
  const pick = (main: string | undefined, ...own: string[]) =>
    pickAddresses(
      own.map((ip, index) => address(`eth${index}`, ip)),
      main,
    );

  test('an address of the whole Internet is public, and a private one is local', () => {
    expect(pick(undefined, '10.0.0.5', '8.8.4.4')).toEqual({
      publicIp: '8.8.4.4',
      localIp: '10.0.0.5',
    });
  });

  test('the interface of the default route goes first', () => {
    expect(pick('eth1', '172.17.0.1', '192.168.1.5')).toEqual({ localIp: '192.168.1.5' });
  });

  test('a machine with a public address only is known by it to its own network as well', () => {
    expect(pick(undefined, '8.8.4.4')).toEqual({ publicIp: '8.8.4.4', localIp: '8.8.4.4' });
  });

  test.each([
    '10.1.2.3',
    '100.64.0.1',
    '169.254.1.1',
    '172.31.0.1',
    '192.168.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    'fd00::1',
    'fe80::1',
    '2001:db8::1',
    '2002::1',
    '::1',
  ])('%s is not public', (ip) => {
    expect(pick(undefined, ip).publicIp).toBeUndefined();
  });

  test('an address of IPv6 is public when IPv4 has none', () => {
    expect(pick(undefined, '10.0.0.1', '2606:4700::1111')).toEqual({
      publicIp: '2606:4700::1111',
      localIp: '10.0.0.1',
    });
  });

  test('a machine without addresses has none', () => {
    expect(pick(undefined)).toEqual({});
  });

  test('the default route with the lowest metric wins', () => {
    const line = (name: string, destination: string, metric: number, mask = '00000000') =>
      [name, destination, '0102A8C0', '0003', '0', '0', metric, mask, '0', '0', '0'].join('\t');
    const text = [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      line('wlan0', '00000000', 600),
      line('eth0', '00000000', 100),
      line('tun0', '00000000', 0, '00000080'),
      line('eth1', '000200C0', 0),
    ].join('\n');
    expect(parseDefaultInterface(text)).toBe('eth0');
    expect(parseDefaultInterface('')).toBeUndefined();
  });
});

describe('the full name', () => {
  test.each([
    ['web-1', '10.0.0.5 web-1.example.org web-1', 'web-1.example.org'],
    ['web-1', '10.0.0.5 web-1 web-1.example.org', 'web-1.example.org'],
    ['web-1', '# 10.0.0.5 web-1.example.org web-1', 'web-1'],
    ['web-1', '10.0.0.6 web-10.example.org web-10', 'web-1'],
    ['web-1.example.org', '', 'web-1.example.org'],
    ['web-1', '', 'web-1'],
  ])('of %s with the hosts %j is %s', (hostname, hosts, full) => {
    expect(fullName(hostname, hosts)).toBe(full);
  });
});

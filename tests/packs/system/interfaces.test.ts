import { expect, test } from 'vitest';
import type { InterfaceAddress } from '@/agent/collectors/host';
import interfaces, { prefixLength } from '@/packs/system/collectors/interfaces';
import { collectFrom, dataFrom, hostWith } from '../../support/recorded-host';

const address = (name: string, ip: string, netmask: string): InterfaceAddress => ({
  interface: name,
  address: ip,
  netmask,
  family: ip.includes(':') ? 'IPv6' : 'IPv4',
  mac: '02:00:00:00:00:01',
  internal: name === 'lo',
});

const DEVICE = '/sys/devices/pci0000:00/0000:00:03.0/net/eth0';
const host = hostWith(
  {
    [`${DEVICE}/operstate`]: 'up\n',
    [`${DEVICE}/carrier`]: '1\n',
    [`${DEVICE}/carrier_changes`]: '3\n',
    [`${DEVICE}/address`]: '02:00:00:00:00:01\n',
    [`${DEVICE}/mtu`]: '1500\n',
    [`${DEVICE}/speed`]: '10000\n',
    [`${DEVICE}/device/vendor`]: '0x8086\n',
    '/sys/class/net/wg0/operstate': 'unknown\n',
    '/sys/class/net/wg0/mtu': '1420\n',
    '/sys/class/net/wg0/speed': '10\n',
    '/sys/class/net/wg0/carrier': { denied: true },
    '/sys/class/net/wg0/address': '\n',
    '/sys/class/net/lo/operstate': 'unknown\n',
    '/sys/class/net/bonding_masters': 'bond0\n',
  },
  {
    links: { '/sys/class/net/eth0': '../../devices/pci0000:00/0000:00:03.0/net/eth0' },
    addresses: [
      address('lo', '127.0.0.1', '255.0.0.0'),
      address('eth0', '192.0.2.7', '255.255.255.0'),
      address('eth0', '2001:db8::7', 'ffff:ffff:ffff:ffff::'),
    ],
  },
);

test('an interface has its state, link, speed and addresses', async () => {
  expect(await dataFrom(interfaces, host)).toHaveProperty('eth0', {
    state: 'up',
    carrier: true,
    carrier_changes: 3,
    mac: '02:00:00:00:00:01',
    mtu: 1_500,
    speed: 10_000,
    addresses: ['192.0.2.7/24', '2001:db8::7/64'],
  });
});

test('what a tunnel does not have is left out, and the loopback is no interface', async () => {
  const data = await dataFrom<Record<string, object>>(interfaces, host);
  expect(Object.keys(data)).toEqual(['eth0', 'wg0']);
  expect(JSON.parse(JSON.stringify(data.wg0))).toEqual({
    state: 'unknown',
    mtu: 1_420,
    addresses: [],
  });
});

test.each(['-1\n', '65535\n', '4294967295\n', ''])(
  'an interface whose link is down has no speed, though it says %j',
  async (speed) => {
    const down = host.later(1, { [`${DEVICE}/speed`]: speed, [`${DEVICE}/carrier`]: '0\n' });
    const data = await dataFrom<Record<string, { speed?: number; carrier: boolean }>>(
      interfaces,
      down,
    );
    expect(data.eth0).toMatchObject({ carrier: false });
    expect(data.eth0?.speed).toBeUndefined();
  },
);

test('without /sys there are still the addresses', async () => {
  const mac = hostWith({}, { addresses: [address('en0', '10.1.2.3', '255.255.0.0')] });
  const data = await dataFrom(interfaces, mac);
  expect(data).toMatchObject({ en0: { addresses: ['10.1.2.3/16'], mac: '02:00:00:00:00:01' } });
});

test('a container with nothing but the loopback is not eligible', async () => {
  const only = hostWith({}, { addresses: [address('lo', '127.0.0.1', '255.0.0.0')] });
  expect(await collectFrom(interfaces, only)).toMatchObject({ kind: 'not-eligible' });
});

test.each([
  ['255.255.255.255', 32],
  ['255.255.254.0', 23],
  ['0.0.0.0', 0],
  ['ffff:ffff:ffff:ffff::', 64],
  ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 128],
  ['ffc0::', 10],
  ['::', 0],
])('the mask %s has %i ones', (netmask, length) => {
  expect(prefixLength(netmask)).toBe(length);
});

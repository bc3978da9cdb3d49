import { expect, test } from 'vitest';
import networktraffic, { parseNetDev } from '@/packs/system/collectors/networktraffic';
import { collectFrom, dataFrom, hostWith } from '../../support/recorded-host';

const HEADING = [
  'Inter-|   Receive                                                |  Transmit',
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
].join('\n');

const netDev = (...lines: string[]) => [HEADING, ...lines, ''].join('\n');
const LO =
  '    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0';
const host = hostWith({
  '/proc/net/dev': netDev(
    LO,
    'eth0:1000 20 1 2 3 4 5 6 7000 80 9 10 11 12 13 14',
    ' wg-home: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
  ),
});

test('each interface but the loopback has every counter of the kernel, also without a space after its name', async () => {
  expect(await dataFrom(networktraffic, host)).toEqual({
    eth0: {
      recv_bytes: 1_000,
      recv_packets: 20,
      recv_errs: 1,
      recv_drop: 2,
      recv_fifo: 3,
      recv_frame: 4,
      recv_compressed: 5,
      recv_multicast: 6,
      trans_bytes: 7_000,
      trans_packets: 80,
      trans_errs: 9,
      trans_drop: 10,
      trans_fifo: 11,
      trans_colls: 12,
      trans_carrier: 13,
      trans_compressed: 14,
    },
    'wg-home': expect.objectContaining({ recv_bytes: 0 }),
  });
});

test.each([
  ['veth1a2b3c4', 'a Docker container'],
  ['cali12345678901', 'a Calico pod'],
  ['lxc0a1b2c3d4e5f', 'a Cilium pod'],
  ['vnet12', 'a libvirt machine'],
  ['tap0a1b2c3d-4e', 'an OpenStack machine'],
  ['tap100i0', 'a Proxmox machine'],
  ['fwpr100p0', 'a firewalled Proxmox machine'],
])('%s, the end of %s, comes and goes and has no history', (name) => {
  expect(parseNetDev(netDev(`${name}: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16`)).size).toBe(0);
});

test.each([
  'eth0',
  'enp3s0f1',
  'wlan0',
  'bond0',
  'br-1a2b3c',
  'docker0',
  'vmbr0',
  'tap0',
  'tun0',
  'lxdbr0',
  'lxcbr0',
  'eth0.100',
])('%s is of the machine itself', (name) => {
  expect(parseNetDev(netDev(`${name}: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16`)).has(name)).toBe(
    true,
  );
});

test('from the second run on there are rates per second, of errors and drops as well', async () => {
  const later = host.later(10_000, {
    '/proc/net/dev': netDev('eth0: 21000 120 11 22 3 4 5 6 7500 90 29 110 11 12 13 14'),
  });
  expect(await dataFrom(networktraffic, host, later)).toMatchObject({
    eth0: {
      recv_bytes: 21_000,
      'recv_bytes/s': 2_000,
      'recv_packets/s': 10,
      'recv_errs/s': 1,
      'recv_drop/s': 2,
      'trans_bytes/s': 50,
      'trans_packets/s': 1,
      'trans_errs/s': 2,
      'trans_drop/s': 10,
    },
  });
});

test('an interface that came up anew has no rates for one run, and is never negative', async () => {
  const later = host.later(10_000, {
    '/proc/net/dev': netDev('eth0: 5 1 0 0 0 0 0 0 6 1 0 0 0 0 0 0'),
  });
  const data = await dataFrom<Record<string, object>>(networktraffic, host, later);
  expect(data.eth0).toMatchObject({ recv_bytes: 5 });
  expect(data.eth0).not.toHaveProperty('recv_bytes/s');
});

test('a container with nothing but the loopback is not eligible', async () => {
  expect(await collectFrom(networktraffic, hostWith({ '/proc/net/dev': netDev(LO) }))).toEqual({
    kind: 'not-eligible',
    reason: 'there is no interface except the loopback',
  });
});

test.each([
  ['', 'expected two lines of heading, found none'],
  ['Inter-|', 'expected two lines of heading, found none'],
  [netDev('eth0 1 2'), 'expected a name, a colon and 16 numbers, found "eth0 1 2"'],
  [netDev('eth0: 1 2 3'), 'expected a name, a colon and 16 numbers, found "eth0: 1 2 3"'],
  [
    netDev('eth0: x 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16'),
    'expected a name, a colon and 16 numbers, found "eth0: x 2',
  ],
])('the text %j is refused by name', (text, message) => {
  expect(() => parseNetDev(text)).toThrow(`/proc/net/dev: ${message}`);
});

test('other platforms give what the portable library tells', async () => {
  const portable = {
    interfaces: async () => [
      { name: 'lo0', receivedBytes: 1, sentBytes: 1 },
      { name: 'en0', receivedBytes: 5, sentBytes: 6 },
    ],
  };
  const mac = hostWith({}, { platform: 'darwin', portable: portable as never });
  expect(await dataFrom(networktraffic, mac)).toEqual({ en0: { recv_bytes: 5, trans_bytes: 6 } });
});

import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { listeningOf, shownAddresses } from '@/agent/cluster/listening';

describe('where an agent listens', () => {
  test('without a key on this machine alone, with one everywhere; the port may be another', () => {
    const usual = { port: 6_768, mayMove: true };
    expect(listeningOf({ listen: null }, false)).toEqual({ hosts: ['127.0.0.1'], ...usual });
    expect(listeningOf({ listen: null }, true)).toEqual({ hosts: ['::', '0.0.0.0'], ...usual });
  });

  test('a port that was configured is taken or none', () => {
    const listen = { host: '192.0.2.7', port: 7_000 };
    expect(listeningOf({ listen }, true)).toEqual({
      hosts: ['192.0.2.7'],
      port: 7_000,
      mayMove: false,
    });
    expect(listeningOf({ listen: { ...listen, port: null } }, true)).toMatchObject({
      port: 6_768,
      mayMove: true,
    });
  });
});

describe('what it advertises', () => {
  const card = (address: string, internal = false): NetworkInterfaceInfo =>
    address.includes(':')
      ? { address, netmask: '', mac: '', internal, cidr: null, family: 'IPv6', scopeid: 0 }
      : { address, netmask: '', mac: '', internal, cidr: null, family: 'IPv4' };
  const interfaces = {
    lo: [card('127.0.0.1', true), card('::1', true)],
    eth0: [card('2001:db8::7'), card('192.0.2.7'), card('fe80::1')],
    eth1: [card('198.51.100.7'), card('169.254.0.9')],
  };

  test('listening everywhere, the addresses of the machine that mean something to others', () => {
    expect(shownAddresses({ advertise: null }, '[::]:7000', interfaces)).toEqual([
      '192.0.2.7:7000',
      '198.51.100.7:7000',
      '[2001:db8::7]:7000',
    ]);
    expect(shownAddresses({ advertise: null }, '0.0.0.0:7000', interfaces)).toEqual([
      '192.0.2.7:7000',
      '198.51.100.7:7000',
    ]);
  });

  test('never an unspecified one, also on a machine without a network', () => {
    expect(shownAddresses({ advertise: null }, '[::]:7000', { lo: interfaces.lo })).toEqual([
      '127.0.0.1:7000',
    ]);
  });

  test('at most four', () => {
    const many = { eth0: [1, 2, 3, 4, 5, 6].map((last) => card(`192.0.2.${last}`)) };
    expect(shownAddresses({ advertise: null }, '0.0.0.0:7000', many)).toHaveLength(4);
  });

  test('listening on one address, that; and what was configured before all', () => {
    expect(shownAddresses({ advertise: null }, '192.0.2.7:7000', interfaces)).toEqual([
      '192.0.2.7:7000',
    ]);
    const advertise = { host: '203.0.113.9', port: null };
    expect(shownAddresses({ advertise }, '[::]:7000', interfaces)).toEqual(['203.0.113.9:7000']);
    expect(shownAddresses({ advertise: { ...advertise, port: 9 } }, '[::]:7000', {})).toEqual([
      '203.0.113.9:9',
    ]);
  });
});

import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type AddressRange, isWithin, parseAddressRange } from '@/server/http/address-range';
import { createClientAddress } from '@/server/http/client-address';

function range(text: string): AddressRange {
  const parsed = parseAddressRange(text);
  if (parsed === undefined) throw new Error(`${text} is no range`);
  return parsed;
}

function request(socket: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { headers, socket: { remoteAddress: socket } } as unknown as IncomingMessage;
}

describe('who asks', () => {
  const behindProxy = createClientAddress([range('127.0.0.1'), range('10.0.0.0/24')]);

  test.each([
    ['nobody forwards', '192.0.2.7', undefined, '192.0.2.7'],
    ['a stranger claims to forward', '192.0.2.7', '203.0.113.9', '192.0.2.7'],
    ['our proxy forwards', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'our proxy forwards what somebody made up',
      '127.0.0.1',
      '8.8.8.8, 203.0.113.9',
      '203.0.113.9',
    ],
    ['two of ours stand in a row', '127.0.0.1', '203.0.113.9, 10.0.0.5', '203.0.113.9'],
    ['our proxy forwards nonsense', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['our proxy forwards nothing', '127.0.0.1', '', '127.0.0.1'],
    ['IPv4 comes within IPv6', '::ffff:127.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['IPv6 comes with a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ])('is known when %s', (_when, socket, forwarded, address) => {
    expect(behindProxy(request(socket, forwarded))).toBe(address);
  });

  test('is whoever the socket names where no proxy is trusted', () => {
    const alone = createClientAddress([]);
    expect(alone(request('127.0.0.1', '203.0.113.9'))).toBe('127.0.0.1');
  });
});

describe('a range', () => {
  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['2001:db8::/32', '2001:db8:1::1', true],
    ['2001:db8::/32', '10.0.0.1', false],
    ['0.0.0.0/0', '10.0.0.1', true],
    ['0.0.0.0/0', 'nonsense', false],
  ])('%s and %s: %s', (text, address, isIn) => {
    expect(isWithin(address, range(text))).toBe(isIn);
  });

  test.each([
    '',
    'nonsense',
    '10.0.0.0/33',
    '10/8',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    '10.1',
    '0x7f000001',
    '1.2.3.4.5',
    'example.org',
  ])('%j is none', (text) => expect(parseAddressRange(text)).toBeUndefined());
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '@/agent/config/load-config';
import type { ConfigFlags } from '@/agent/config/settings-from-flags';
import { parseSocketAddress, socketAddressText } from '@/agent/config/socket-address';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-config-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function load(from: { file?: string; variables?: Record<string, string>; flags?: ConfigFlags }) {
  if (from.file !== undefined) writeFileSync(join(directory, 'agent.yaml'), from.file);
  return loadConfig({
    environment: { opsbro: from.variables ?? {}, noColor: false },
    flags: { data: directory, ...from.flags },
    currentDirectory: directory,
    packsDirectory: '/packs',
  });
}

describe('addresses', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7', null],
    ['192.0.2.7:6768', '192.0.2.7', 6_768],
    ['2001:db8::7', '2001:db8::7', null],
    ['[2001:db8::7]', '2001:db8::7', null],
    ['[2001:db8::7]:6769', '2001:db8::7', 6_769],
    ['db-1.example.org:1', 'db-1.example.org', 1],
    [' localhost ', 'localhost', null],
  ])('%j is %s and port %s', (text, host, port) => {
    expect(parseSocketAddress(text)).toEqual({ host, port });
  });

  test.each([
    '',
    ':6768',
    '192.0.2.7:0',
    '192.0.2.7:65536',
    '1.2.3',
    '1.2.3.4.5',
    '[192.0.2.7]:1',
    'a b',
    '2001:db8::7]:1',
    '-a',
    'x'.repeat(300),
  ])('%j is none', (text) => {
    expect(parseSocketAddress(text)).toBeUndefined();
  });

  test('are written so that they can be read again', () => {
    expect(socketAddressText('192.0.2.7', 1)).toBe('192.0.2.7:1');
    expect(socketAddressText('2001:db8::7', 1)).toBe('[2001:db8::7]:1');
  });
});

test('gossip is set by the file, by variables and by flags', () => {
  const file = `zone: paris
gossip:
  listen: 0.0.0.0
  seeds: [192.0.2.1, "db-1:7000"]
  profile: wan
  forgetAfter: 24h
`;
  const variables = { GOSSIP_RELAY: 'never', ZONE: 'lyon' };
  const flags = {
    gossipAdvertise: '[2001:db8::7]:7001',
    gossipListen: '127.0.0.1:7001',
    autoDetect: 'true',
  };
  const config = load({ file, variables, flags });
  expect(config.zone).toBe('lyon');
  expect(config.gossip).toEqual({
    isEnabled: true,
    listen: { host: '127.0.0.1', port: 7_001 },
    advertise: { host: '2001:db8::7', port: 7_001 },
    seeds: ['192.0.2.1', 'db-1:7000'],
    isDetecting: true,
    profile: 'wan',
    relay: 'never',
    forgetAfterMs: 86_400_000,
  });
});

test('a plain "no" turns gossip off, and seeds may be one text', () => {
  expect(load({ file: 'gossip: { enabled: no }\n' }).gossip.isEnabled).toBe(false);
  const { seeds } = load({ variables: { GOSSIP_SEEDS: 'a, b:7000,a' } }).gossip;
  expect(seeds).toEqual(['a', 'b:7000']);
});

test.each<[Parameters<typeof load>[0], string]>([
  [{ file: 'zone: Paris\n' }, 'line 1: zone: expected the name of a zone: lower-case letters'],
  [
    { file: 'gossip:\n  listen: everywhere\n' },
    'line 2: gossip.listen: expected an address of this machine',
  ],
  [
    { file: 'gossip: { advertise: 0.0.0.0 }\n' },
    'gossip.advertise: expected an address that others',
  ],
  [{ file: 'gossip: { advertise: "[::]:6768" }\n' }, 'gossip.advertise: expected an address that'],
  [{ file: 'gossip: { seed: 192.0.2.1 }\n' }, 'gossip.seed is not a setting; did you mean seeds?'],
  [
    { variables: { GOSSIP_PROFILE: 'moon' } },
    'OPSBRO_GOSSIP_PROFILE: gossip.profile: expected one',
  ],
  [
    { variables: { GOSSIP_SEEDS: 'a b' } },
    'OPSBRO_GOSSIP_SEEDS: gossip.seeds: expected at most 64',
  ],
  [
    { flags: { gossipForgetAfter: '1m' } },
    'The flag --gossip-forget-after: gossip.forgetAfter: expected a duration',
  ],
])('%j is refused with place, key and form', (from, words) => {
  expect(() => load(from)).toThrow(words);
});

import { expect, test } from 'vitest';
import { chooseSeed } from '@/agent/cluster/choose-seed';
import { addressesOf, resolveSeeds } from '@/agent/cluster/seed-book';
import { QuietLog } from '../../support/quiet-log';

const resolve = async (name: string) => {
  if (name === 'nowhere') throw new Error('ENOTFOUND');
  return ['192.0.2.1', '2001:db8::1'];
};

test('an address is itself, a name all of its addresses, with the usual port where none was said', async () => {
  expect(await addressesOf('192.0.2.9', resolve)).toEqual(['192.0.2.9:6768']);
  expect(await addressesOf('[2001:db8::9]:7', resolve)).toEqual(['[2001:db8::9]:7']);
  expect(await addressesOf('db-1:7', resolve)).toEqual(['192.0.2.1:7', '[2001:db8::1]:7']);
  expect(await addressesOf('no address', resolve)).toEqual([]);
  await expect(addressesOf('nowhere', resolve)).rejects.toThrow('ENOTFOUND');
});

test('a seed that nobody knows is told and hides no other', async () => {
  const log = new QuietLog();
  const found = await resolveSeeds(
    ['nowhere', '192.0.2.1', 'db-1', '192.0.2.1:6768'],
    resolve,
    log,
  );
  expect(found).toEqual(['192.0.2.1:6768', '[2001:db8::1]:6768']);
  expect(JSON.stringify(log.lines)).toContain('a seed has no address');
});

test('of those that were found a relay of the own zone is joined first, the same one by everybody', () => {
  const at = (address: string, zone: string, isRelay: boolean) => ({
    name: address,
    zone,
    address,
    isRelay,
  });
  const other = at('192.0.2.1:1', 'lyon', true);
  const plain = at('192.0.2.2:1', 'paris', false);
  const relay = at('192.0.2.4:1', 'paris', true);
  const first = at('192.0.2.3:1', 'paris', true);
  expect(chooseSeed([other, plain, relay, first], 'paris')).toBe(first);
  expect(chooseSeed([first, relay, plain, other], 'paris')).toBe(first);
  expect(chooseSeed([other, plain], 'paris')).toBe(plain);
  expect(chooseSeed([other], 'paris')).toBe(other);
  expect(chooseSeed([], 'paris')).toBeUndefined();
});

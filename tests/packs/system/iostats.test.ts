import { expect, test } from 'vitest';
import iostats, { parseDiskstats } from '@/packs/system/collectors/iostats';
import { collectFrom, dataFrom, hostWith } from '../../support/recorded-host';

/** The three forms: of 2.6, since 4.18 with discards, since 5.5 with flushes. */
const OLD = '   8       0 sda 100 10 2000 400 200 20 4000 800 0 1000 1200';
const DISCARDS = '   8      16 sdb 100 10 2000 400 200 20 4000 800 0 1000 1200 5 0 40 2';
const FLUSHES = ' 259       0 nvme0n1 100 10 2000 400 200 20 4000 800 3 1000 1200 5 0 40 2 7 9';

const FILES = {
  '/proc/diskstats': [
    OLD,
    '   8       1 sda1 1 0 8 1 0 0 0 0 0 1 1',
    DISCARDS,
    FLUSHES,
    ' 259       1 nvme0n1p1 1 0 8 1 0 0 0 0 0 1 1 0 0 0 0 0 0',
    '   7       0 loop0 5 0 8 1 0 0 0 0 0 1 1 0 0 0 0 0 0',
    ' 253       0 zram0 5 0 8 1 0 0 0 0 0 1 1 0 0 0 0 0 0',
    ' 104       0 cciss/c0d0 1 0 8 1 0 0 0 0 0 1 1',
    '   9       0 md0 1 0 8 1 0 0 0 0 0 1 1 0 0 0 0 0 0',
    '',
  ].join('\n'),
  ...Object.fromEntries(
    ['sda', 'sdb', 'nvme0n1', 'loop0', 'zram0', 'cciss!c0d0', 'md0'].map((disk) => [
      `/sys/block/${disk}/size`,
      '1000',
    ]),
  ),
};
const host = hostWith(FILES);

const later = host.later(10_000, {
  '/proc/diskstats': FILES['/proc/diskstats']
    .replace(OLD, '8 0 sda 200 15 2400 900 250 30 5000 900 0 6000 3200')
    .replace(FLUSHES, '259 0 nvme0n1 100 10 2000 400 200 20 4000 800 9 1000 1200 25 0 440 2 37 9'),
});

test('the first run has nothing to compare with, and is empty', async () => {
  expect(await collectFrom(iostats, host)).toEqual({ kind: 'data', data: {} });
});

test('whole disks of every kind are there; partitions, loops and memory are not', async () => {
  const disks = Object.keys(await dataFrom(iostats, host, later));
  expect(disks).toEqual(['sda', 'sdb', 'nvme0n1', 'cciss/c0d0', 'md0']);
});

test('rates are per second, times are per request, sectors are 512 bytes', async () => {
  expect(await dataFrom(iostats, host, later)).toHaveProperty('sda', {
    'reads/s': 10,
    'reads_merged/s': 0.5,
    'writes/s': 5,
    'writes_merged/s': 1,
    'read_bytes/s': 20_480,
    'write_bytes/s': 51_200,
    'util%': 50,
    read_await_ms: 5,
    write_await_ms: 2,
    queue: 0.2,
  });
});

test('discards and flushes are there where the kernel counts them', async () => {
  const data = await dataFrom<Record<string, object>>(iostats, host, later);
  expect(data.nvme0n1).toMatchObject({
    'discards/s': 2,
    'discard_bytes/s': 20_480,
    'flushes/s': 3,
  });
  expect(data.sdb).toMatchObject({ 'discards/s': 0 });
  expect(data.sdb).not.toHaveProperty('flushes/s');
});

test('an idle disk took no time for the requests that it did not get', async () => {
  expect(await dataFrom(iostats, host, later)).toMatchObject({
    md0: { 'reads/s': 0, read_await_ms: 0, write_await_ms: 0, 'util%': 0 },
  });
});

test('a disk that was replaced is left out for one run', async () => {
  const replaced = host.later(10_000, {
    '/proc/diskstats': FILES['/proc/diskstats'].replace(OLD, '8 0 sda 1 0 8 1 0 0 0 0 0 1 1'),
  });
  expect(await dataFrom(iostats, host, replaced)).not.toHaveProperty('sda');
});

test('a disk is never busier than all the time, whatever the rounding of the kernel', async () => {
  const busy = host.later(10_000, {
    '/proc/diskstats': FILES['/proc/diskstats'].replace('0 1000 1200\n', '0 11020 1200\n'),
  });
  expect(await dataFrom(iostats, host, busy)).toMatchObject({ sda: { 'util%': 100 } });
});

test.each([
  ['8 0', 'found "8 0"'],
  ['8 0 sda', 'found "8 0 sda"'],
  ['8 0 sda 1 2 x', 'found "8 0 sda 1 2 x"'],
  ['nonsense', 'found "nonsense"'],
])('the line %j is refused by name', (text, message) => {
  expect(() => parseDiskstats(text)).toThrow(
    `/proc/diskstats: expected two numbers, a name and numbers, ${message}`,
  );
});

test('an empty file lists no device, and the four columns of old partitions are skipped', () => {
  expect(parseDiskstats('').size).toBe(0);
  expect(parseDiskstats('8 1 sda1 1 2 3 4\n').size).toBe(0);
});

test('a machine without disks is not eligible', async () => {
  expect(await collectFrom(iostats, hostWith({}))).toMatchObject({ kind: 'not-eligible' });
  expect(await collectFrom(iostats, hostWith({}, { platform: 'darwin' }))).toMatchObject({
    kind: 'not-eligible',
  });
});

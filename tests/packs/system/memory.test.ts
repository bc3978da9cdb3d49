import { expect, test } from 'vitest';
import memory, { parseMeminfo } from '@/packs/system/collectors/memory';
import { dataFrom, hostWith } from '../../support/recorded-host';

const MEMINFO = [
  'MemTotal:        1000000 kB',
  'MemFree:          100000 kB',
  'MemAvailable:     700000 kB',
  'Buffers:           50000 kB',
  'Cached:           600000 kB',
  'Active(anon):       1164 kB',
  'Shmem:             80000 kB',
  'SReclaimable:      30000 kB',
  'SwapTotal:        200000 kB',
  'SwapFree:          50000 kB',
  'HugePages_Total:       7',
  '',
].join('\n');

const host = (text: string) => hostWith({ '/proc/meminfo': text });

test('memory that caches hold is not called used', async () => {
  expect(await dataFrom(memory, host(MEMINFO))).toMatchObject({
    phys_total: 1_000_000,
    phys_free: 700_000,
    phys_used: 30,
    swap_total: 200_000,
    swap_free: 50_000,
    swap_used: 75,
  });
});

test('every line is kept under its name in lower case', async () => {
  expect(await dataFrom(memory, host(MEMINFO))).toMatchObject({
    memfree: 100_000,
    'active(anon)': 1_164,
    hugepages_total: 7,
  });
});

test('on kernels before 3.14 shared memory is not counted as a cache that can be given away', async () => {
  const old = MEMINFO.replace(/MemAvailable.*\n/, '');
  expect(await dataFrom(memory, host(old))).toMatchObject({ phys_free: 700_000, phys_used: 30 });
});

test('a machine without swap has used none of it, and one that does not say has no swap keys', async () => {
  const none = MEMINFO.replace('200000', '0').replace('SwapFree:          50000', 'SwapFree: 0');
  expect(await dataFrom(memory, host(none))).toMatchObject({ swap_total: 0, swap_used: 0 });
  const silent = await dataFrom(memory, host(MEMINFO.replace(/Swap.*\n/g, '')));
  expect(silent).not.toHaveProperty('swap_used');
});

test('a container whose available memory exceeds its total has used none', async () => {
  const odd = MEMINFO.replace('700000', '1200000');
  expect(await dataFrom(memory, host(odd))).toMatchObject({ phys_free: 1_000_000, phys_used: 0 });
});

test.each([
  ['', '/proc/meminfo: expected a line "MemTotal", found none'],
  ['MemFree: 1 kB\n', '/proc/meminfo: expected a line "MemTotal", found none'],
  ['MemTotal', '/proc/meminfo: expected "name: number kB", found "MemTotal"'],
  ['MemTotal:', '/proc/meminfo: expected "name: number kB", found "MemTotal:"'],
  ['MemTotal: many kB\n', '/proc/meminfo: expected "name: number kB", found "MemTotal: many kB"'],
  ['MemTotal\nMemFree: 1 kB', '/proc/meminfo: expected "name: number kB", found "MemTotal"'],
])('the text %j is refused by name', (text, message) => {
  expect(() => parseMeminfo(text)).toThrow(message);
});

test('a missing file is an error that names it', async () => {
  await expect(dataFrom(memory, hostWith({}))).rejects.toThrow('Cannot read /proc/meminfo');
});

test('other platforms give what the portable library tells', async () => {
  const portable = { memoryBytes: async () => ({ total: 4_096, free: 1_024, used: 3_072 }) };
  const mac = hostWith({}, { platform: 'darwin', portable: portable as never });
  expect(await dataFrom(memory, mac)).toEqual({ phys_total: 4, phys_free: 1, phys_used: 75 });
});

import { expect, test } from 'vitest';
import cpustats, { parseCpuTimes } from '@/packs/system/collectors/cpustats';
import { collectFrom, dataFrom, hostWith } from '../../support/recorded-host';

type Shares = Record<string, Record<string, number>>;

const BEFORE = [
  'cpu  1000 200 300 8000 100 10 20 30 400 50',
  'cpu0 500 100 150 4000 50 5 10 15 200 25',
  'intr 1 2 3',
].join('\n');

/** Ten seconds later: each column has grown, and guest time counts once more as user time. */
const AFTER = [
  'cpu  1400 300 400 8200 150 20 40 100 600 90',
  'cpu0 900 200 250 4200 100 15 30 85 400 65',
  'intr 1 2 3',
].join('\n');

const host = hostWith({ '/proc/stat': BEFORE });

test('the first run has nothing to compare with, and is empty', async () => {
  expect(await collectFrom(cpustats, host)).toEqual({ kind: 'data', data: {} });
});

test('the shares are percent of the elapsed time, guests counted once, and add up to 100', async () => {
  const data = await dataFrom<Shares>(cpustats, host, host.later(10_000, { '/proc/stat': AFTER }));
  // Of 950 jiffies 400 are user time, of which 200 belong to guests.
  expect(data.cpu_all?.['%user']).toBeCloseTo((100 * 200) / 950, 10);
  expect(data.cpu_all?.['%guest']).toBeCloseTo((100 * 200) / 950, 10);
  expect(data.cpu_all?.['%nice']).toBeCloseTo((100 * 60) / 950, 10);
  expect(data.cpu_all?.['%guest_nice']).toBeCloseTo((100 * 40) / 950, 10);
  expect(data.cpu_all?.['%idle']).toBeCloseTo((100 * 200) / 950, 10);
  for (const name of ['cpu_all', 'cpu0']) {
    const shares = Object.values(data[name] ?? {});
    expect(shares).toHaveLength(10);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 10);
  }
});

test('the length of the interval does not change the shares', async () => {
  const short = await dataFrom(cpustats, host, host.later(1_000, { '/proc/stat': AFTER }));
  const long = await dataFrom<Shares>(cpustats, host, host.later(60_000, { '/proc/stat': AFTER }));
  expect(long.cpu_all?.['%idle']).toBeCloseTo((short as Shares).cpu_all?.['%idle'] ?? 0, 10);
});

test('waiting time that goes back, as the kernel says it may, counts as none', async () => {
  const later = host.later(10_000, { '/proc/stat': 'cpu  1050 200 300 8050 90 10 20 30 400 50' });
  const data = await dataFrom<Shares>(cpustats, host, later);
  expect(data.cpu_all).toMatchObject({ '%user': 50, '%idle': 50, '%iowait': 0 });
});

test('a processor that was put back with its counters at zero is left out for one run', async () => {
  const gone = host.later(10_000, { '/proc/stat': 'cpu  1100 200 300 8100 100 10 20 30 400 50' });
  const back = gone.later(10_000, { '/proc/stat': AFTER });
  const again = back.later(10_000, {
    '/proc/stat': AFTER.replace('cpu0 900 200 250 4200', 'cpu0 10 0 5 85'),
  });
  expect(Object.keys(await dataFrom(cpustats, host, gone))).toEqual(['cpu_all']);
  expect(Object.keys(await dataFrom(cpustats, host, gone, back))).toEqual(['cpu_all']);
  expect(await dataFrom(cpustats, host, gone, back, again)).not.toHaveProperty('cpu0');
});

test('a processor whose idle time went back is not shown as busy', async () => {
  const later = host.later(10_000, { '/proc/stat': 'cpu  1050 200 300 7990 100 10 20 30 400 50' });
  expect(await dataFrom(cpustats, host, later)).toEqual({});
});

test('beyond 128 processors there is only what all of them do together', async () => {
  const stat = (count: number, jiffies: string) =>
    ['', ...Array.from({ length: count }, (_, index) => index)]
      .map((index) => `cpu${index} ${jiffies}`)
      .join('\n');
  for (const [count, entries] of [
    [128, 129],
    [129, 1],
  ] as const) {
    const first = hostWith({ '/proc/stat': stat(count, '0 0 0 0') });
    const second = first.later(10_000, { '/proc/stat': stat(count, '1 0 1 2') });
    const data = await dataFrom<Shares>(cpustats, first, second);
    expect(Object.keys(data)).toHaveLength(entries);
    expect(data.cpu_all).toMatchObject({ '%idle': 50 });
  }
});

test('old kernels have fewer columns', () => {
  expect(parseCpuTimes('cpu  1 2 3 4\ncpu0 1 2 3 4')).toEqual(
    new Map([
      ['cpu_all', [1, 2, 3, 4]],
      ['cpu0', [1, 2, 3, 4]],
    ]),
  );
});

test.each([
  ['', '/proc/stat: expected lines that begin with "cpu", found ""'],
  ['ctxt 1', '/proc/stat: expected lines that begin with "cpu", found "ctxt 1"'],
  ['cpu', '/proc/stat: expected "cpu" and at least four numbers, found "cpu"'],
  ['cpu  1 2\nintr 0', '/proc/stat: expected "cpu" and at least four numbers, found "cpu  1 2"'],
  ['cpu  1 2 x 4', '/proc/stat: expected "cpu" and at least four numbers, found "cpu  1 2 x 4"'],
])('the text %j is refused by name', (text, message) => {
  expect(() => parseCpuTimes(text)).toThrow(message);
});

test('other platforms give what the portable library tells', async () => {
  const portable = { cpuPercent: async () => ({ user: 20, system: 10, idle: 70 }) };
  const mac = hostWith({}, { platform: 'darwin', portable: portable as never });
  expect(await dataFrom(cpustats, mac)).toEqual({
    cpu_all: { '%user': 20, '%system': 10, '%idle': 70 },
  });
});

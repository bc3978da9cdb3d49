import { expect, test } from 'vitest';
import kernelstats, { readTotals } from '@/packs/system/collectors/kernelstats';
import { collectFrom, dataFrom, hostWith } from '../../support/recorded-host';

const STAT = [
  'cpu  1 2 3 4',
  'cpu0 1 2 3 4',
  'intr 5000 0 17 33',
  'ctxt 20000',
  'btime 1795353074',
  'processes 300',
  'procs_running 2',
  'procs_blocked 0',
  'softirq 900 1 2 3',
  '',
].join('\n');
const VMSTAT = 'nr_free_pages 4000\npgfault 10000\npgmajfault 10\nunknown_to_us 3\n';

const host = hostWith({ '/proc/stat': STAT, '/proc/vmstat': VMSTAT });

test('every total is kept under its name, also those that a future kernel brings', async () => {
  expect(await dataFrom(kernelstats, host)).toEqual({
    intr: 5_000,
    ctxt: 20_000,
    btime: 1_795_353_074,
    processes: 300,
    procs_running: 2,
    procs_blocked: 0,
    softirq: 900,
    nr_free_pages: 4_000,
    pgfault: 10_000,
    pgmajfault: 10,
    unknown_to_us: 3,
  });
});

test('from the second run on there are rates per second', async () => {
  const later = host.later(10_000, {
    '/proc/stat': STAT.replace('20000', '25000').replace('300', '310').replace('5000 0', '6000 0'),
    '/proc/vmstat': VMSTAT.replace('10000', '10400').replace('pgmajfault 10', 'pgmajfault 15'),
  });
  expect(await dataFrom(kernelstats, host, later)).toMatchObject({
    'ctxt/s': 500,
    'processes/s': 1,
    'intr/s': 100,
    'pgfault/s': 40,
    'pgmajfault/s': 0.5,
  });
});

test('a container without vmstat still has the rest', async () => {
  const data = await dataFrom(kernelstats, hostWith({ '/proc/stat': STAT }));
  expect(data).toMatchObject({ ctxt: 20_000 });
  expect(data).not.toHaveProperty('pgfault');
});

test.each([
  ['ctxt', '/proc/stat: expected a name and a number, found "ctxt"'],
  ['ctxt \nbtime 1', '/proc/stat: expected a name and a number, found "ctxt "'],
  ['ctxt 1x', '/proc/stat: expected a name and a number, found "ctxt 1x"'],
  ['ctxt\nbtime 1', '/proc/stat: expected a name and a number, found "ctxt"'],
])('the text %j is refused by name', (text, message) => {
  expect(() => readTotals('/proc/stat', text, {})).toThrow(message);
});

test.each(['', STAT.slice(0, 60)])(
  'a text cut short is an error and not half an answer: %j',
  async (text) => {
    await expect(collectFrom(kernelstats, hostWith({ '/proc/stat': text }))).rejects.toThrow(
      '/proc/stat: expected',
    );
  },
);

test('platforms without /proc are not eligible', async () => {
  expect(await collectFrom(kernelstats, hostWith({}, { platform: 'win32' }))).toEqual({
    kind: 'not-eligible',
    reason: 'win32 has no /proc/stat',
  });
});

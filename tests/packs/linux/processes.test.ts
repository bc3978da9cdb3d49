import { describe, expect, test } from 'vitest';
import processes, { countStates, largest } from '@/packs/linux/collectors/processes';
import { pageSizeOf } from '@/packs/linux/processes/page-size';
import { parsePasswd } from '@/packs/linux/processes/process-owners';
import { parseProcessStat } from '@/packs/linux/processes/process-stat';
import { ProcessTable, READINGS_MAX } from '@/packs/linux/processes/process-table';
import { collectFrom, dataFrom, hostWith, recordedHost } from '../../support/recorded-host';
import { movingHost } from './moving-host';

interface Stat {
  pid: number;
  name?: string;
  state?: string;
  flags?: number;
  ticks?: number;
  threads?: number;
  start?: number;
  resident?: number;
}

/** A line of /proc/<pid>/stat as the kernel writes it, 52 fields. */
function stat({ pid, name = 'x', state = 'S', flags = 0, ticks = 0, ...rest }: Stat): string {
  const { threads = 1, start = 100, resident = 0 } = rest;
  const head = `${pid} (${name}) ${state} 1 1 1 0 -1 ${flags} 0 0 0 0 ${ticks} 0 0 0 20 0`;
  return `${head} ${threads} 0 ${start} 4096000 ${resident} ${'0 '.repeat(27)}0\n`;
}

function files(...stats: Stat[]): Record<string, string> {
  return Object.fromEntries(stats.map((entry) => [`/proc/${entry.pid}/stat`, stat(entry)]));
}

interface Data {
  count: number;
  by_cpu: { pid: number; name: string; cpu_percent: number | null; user: string }[];
  by_memory: { pid: number; rss_bytes: number; user: string }[];
}

describe('a line of stat', () => {
  test('is read from behind the last parenthesis, whatever the process calls itself', () => {
    for (const name of ['a b', ') S 1', '(x) R (', 'line\nend', '', '((', '))']) {
      const text = stat({ pid: 7, name, state: 'D', ticks: 42, threads: 3, start: 9, resident: 5 });
      expect(parseProcessStat(text)).toEqual({
        name,
        state: 'D',
        ticks: 42,
        threads: 3,
        startTicks: 9,
        residentPages: 5,
        isKernel: false,
      });
    }
  });

  test('shows the workers of the kernel by their flag', () => {
    expect(parseProcessStat(stat({ pid: 2, flags: 0x0020_8040 }))?.isKernel).toBe(true);
  });

  test.each([
    '',
    '7',
    '7 (x',
    '7 (x) S',
    '7 (x) S 1 1 1 0 -1 0 0',
    '7 x S 1',
    `7 (x) ${'a '.repeat(60)}`,
  ])('is refused when it is %j', (text) => {
    expect(parseProcessStat(text)).toBeUndefined();
  });
});

describe('processes', () => {
  test('counts a recorded machine and names whose processes are the largest', async () => {
    const data = await dataFrom<Data>(processes, recordedHost('rhel-7-bare'));
    expect(data).toMatchObject({ count: 10, threads: 20, running: 1, sleeping: 8, blocked: 1 });
    expect(data.by_memory[0]).toMatchObject({ name: 'postgres: writer', user: 'postgres' });
    expect(data.by_memory[0]?.rss_bytes).toBe(135_168_000);
  });

  test('measures processor time between two runs, in percent of one processor', async () => {
    const first = hostWith(files({ pid: 1, ticks: 100 }, { pid: 2, ticks: 500 }, { pid: 3 }));
    const { host, moveTo } = movingHost(first);
    const before = await dataFrom<Data>(processes, host);
    expect(before.by_cpu).toEqual([]);
    moveTo(first.later(10_000, files({ pid: 1, ticks: 1_100 }, { pid: 2, ticks: 2_000 })));
    const after = await dataFrom<Data>(processes, host);
    expect(after.by_cpu.map(({ pid, cpu_percent }) => [pid, cpu_percent])).toEqual([
      [2, 150],
      [1, 100],
    ]);
  });

  test('does not take a new process for the one that had its number before', async () => {
    const first = hostWith(files({ pid: 9, ticks: 100, start: 1 }));
    const { host, moveTo } = movingHost(first);
    await dataFrom(processes, host);
    moveTo(first.later(10_000, files({ pid: 9, ticks: 900, start: 777 })));
    expect((await dataFrom<Data>(processes, host)).by_cpu).toEqual([]);
  });

  test('a process that ends between the listing and the reading is not there', async () => {
    const host = hostWith({ ...files({ pid: 1 }), '/proc/2/stat': { denied: true } });
    expect((await dataFrom<Data>(processes, host)).count).toBe(1);
  });

  test('a user without a name is told by number, and one who changes is asked for again', async () => {
    const who = (uid: number) => ({ '/proc/5/status': `Name:\tx\nUid:\t0\t${uid}\t0\t0\n` });
    const first = hostWith({
      ...files({ pid: 5, resident: 10 }),
      ...who(33),
      '/etc/passwd': 'root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\n',
    });
    const { host, moveTo } = movingHost(first);
    expect((await dataFrom<Data>(processes, host)).by_memory[0]?.user).toBe('www-data');
    moveTo(first.later(30_000, who(4711)));
    expect((await dataFrom<Data>(processes, host)).by_memory[0]?.user).toBe('www-data');
    moveTo(first.later(60_000, who(4711)));
    expect((await dataFrom<Data>(processes, host)).by_memory[0]?.user).toBe('4711');
  });

  test('gives forks as a rate', async () => {
    const first = hostWith({ ...files({ pid: 1 }), '/proc/stat': 'ctxt 1\nprocesses 100\n' });
    const later = first.later(10_000, { '/proc/stat': 'ctxt 1\nprocesses 350\n' });
    expect(await dataFrom(processes, first, later)).toMatchObject({ forks: 25 });
  });

  test('is not eligible where there is no Linux', async () => {
    const outcome = await collectFrom(processes, hostWith({}, { platform: 'win32' }));
    expect(outcome).toMatchObject({ kind: 'not-eligible' });
  });
});

describe('the table of processes', () => {
  const crowd = Array.from({ length: 3 * READINGS_MAX }, (_, n) => ({ pid: n + 1 }));

  /** Counts the readings of `stat`, without the cost of a recorded tree. */
  function crowdedHost(entries: readonly Stat[]) {
    const texts = new Map(entries.map((entry) => [`/proc/${entry.pid}/stat`, stat(entry)]));
    const plain = hostWith({});
    const host = {
      ...plain,
      readings: 0,
      elapsedMs: 0,
      nowMs: () => plain.nowMs() + host.elapsedMs,
      list: () => ['self', 'net', ...entries.map(({ pid }) => String(pid))],
      tryText(path: string) {
        host.readings += 1;
        return texts.get(path);
      },
    };
    return host;
  }

  test('reads a bounded number in each run, and all of them in turn', async () => {
    const host = crowdedHost(crowd);
    const table = new ProcessTable();
    const sizes: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      sizes.push((await table.update(host)).size);
      host.elapsedMs += 10_000;
    }
    expect(sizes).toEqual([READINGS_MAX, 2 * READINGS_MAX, 3 * READINGS_MAX]);
    expect(host.readings).toBe(3 * READINGS_MAX);
  });

  /** How many readings each of twelve runs takes once all processes have been read twice. */
  async function readingsOf(entries: readonly Stat[], intervalMs: number): Promise<number[]> {
    const host = crowdedHost(entries);
    const table = new ProcessTable();
    const readings: number[] = [];
    for (let run = 0; run < 14; run += 1) {
      const before = host.readings;
      expect((await table.update(host)).size).toBe(entries.length);
      readings.push(host.readings - before);
      host.elapsedMs += intervalMs;
    }
    return readings.slice(2);
  }

  test('reads workers of the kernel in one run of six, some in each', async () => {
    const workers = Array.from({ length: 60 }, (_, n) => ({ pid: n + 1, flags: 0x0020_0000 }));
    expect(await readingsOf(workers, 10_000)).toEqual(Array(12).fill(10));
  });

  test('reads processes that sleep in one run of three, some in each', async () => {
    expect(await readingsOf(crowd.slice(0, 60), 10_000)).toEqual(Array(12).fill(20));
  });

  test('reads what sleeps in every run when runs are rare', async () => {
    expect(await readingsOf(crowd.slice(0, 60), 60_000)).toEqual(Array(12).fill(60));
  });

  test('reads what is not asleep in every run, and what wakes up by the third', async () => {
    const first = hostWith(files({ pid: 1, state: 'D' }, { pid: 2, ticks: 100 }));
    const { host, moveTo } = movingHost(first);
    const table = new ProcessTable();
    for (const seconds of [0, 10]) {
      moveTo(first.later(seconds * 1_000));
      await table.update(host);
    }
    const seen: (number | undefined)[] = [];
    for (const seconds of [20, 30, 40]) {
      const changed = files({ pid: 1, state: 'R' }, { pid: 2, ticks: 100 + 1_000 });
      moveTo(first.later(seconds * 1_000, changed));
      const known = await table.update(host);
      expect(known.get(1)?.state).toBe('R');
      seen.push(known.get(2)?.cpuPercent);
    }
    expect(Math.max(...seen.map((percent) => percent ?? 0))).toBeGreaterThan(0);
  });
});

describe('what is made of the processes', () => {
  const known = (pid: number, residentPages: number, state = 'S') => ({
    ...{ pid, residentPages, state, name: '', ticks: 0, threads: 1, startTicks: 0, readMs: 0 },
    ...{ cpuPercent: undefined, isKernel: false },
  });

  test('the five largest in order, none of them with nothing', () => {
    const list = [3, 0, 9, 1, 7, 5, 9, 2].map((pages, pid) => known(pid, pages));
    const top = largest(list, ({ residentPages }) => residentPages);
    expect(top.map(({ pid, residentPages }) => [pid, residentPages])).toEqual([
      [2, 9],
      [6, 9],
      [4, 7],
      [5, 5],
      [0, 3],
    ]);
  });

  test('a state that is not known is in the count alone', () => {
    const counts = countStates([known(1, 0, 'R'), known(2, 0, 't'), known(3, 0, 'X')]);
    expect(counts).toMatchObject({ count: 3, running: 1, stopped: 1, sleeping: 0, zombie: 0 });
  });
});

describe('the size of a page', () => {
  test.each([
    [1_000, 4_000, 4_096],
    [1_000, 4_300, 4_096],
    [1_000, 16_100, 16_384],
    [1_000, 63_000, 65_536],
    [0, 0, 4_096],
    [Number.NaN, 100, 4_096],
    [100, Number.NaN, 4_096],
  ])('of %d pages in %d kB is %d', (pages, kilobytes, bytes) => {
    expect(pageSizeOf(pages, kilobytes)).toBe(bytes);
  });
});

describe('the list of users', () => {
  test('takes the first name of a number and passes over what is malformed', () => {
    const names = parsePasswd('root:x:0:0::/:/bin/sh\ntoor:x:0:0\n\n:x:5:5\nbad\nx:y:z\n+::::::\n');
    expect(Object.fromEntries(names)).toEqual({ 0: 'root' });
  });
});

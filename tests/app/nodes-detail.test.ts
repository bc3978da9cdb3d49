import { describe, expect, test } from 'vitest';
import { mergeEntries } from '@/app/(dashboard)/_components/timeline/merge-entries';
import {
  DISK_TRAFFIC,
  NETWORK_TRAFFIC,
  TEMPERATURES,
} from '@/app/(dashboard)/nodes/[nodeId]/_components/device-charts';
import { MEMORY, SWAP } from '@/app/(dashboard)/nodes/[nodeId]/_components/memory-charts';
import {
  byUrgency,
  costsOf,
} from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-collectors';
import { factForm, filterFacts } from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-facts';
import { mountsOf } from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-mounts';
import { topProcessesOf } from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-processes';
import { filterLines, treeLines } from '@/app/(dashboard)/nodes/[nodeId]/_components/prepare-tree';
import { CPU } from '@/app/(dashboard)/nodes/[nodeId]/_components/processor-charts';
import type { CollectorView } from '@/common/domain/node';
import type { Range, RangeSeries, SeriesRow } from '@/common/domain/range';
import type { TimelineEntry } from '@/common/domain/timeline';

function rangeWith(
  series: Readonly<Record<string, readonly (number | null)[]>>,
  label = '',
): Range {
  const all = Object.entries(series).map(([name, mean], index): RangeSeries => {
    const [metric = '', value] = name.split('|');
    const labels: Record<string, string> = value === undefined ? {} : { [label]: value };
    return {
      seriesId: index,
      metric,
      labels,
      path: metric,
      unit: 'count',
      kind: 'gauge',
      mean,
      min: mean,
      max: mean,
    };
  });
  return { firstMs: 0, stepMs: 10, buckets: 2, resolution: 'samples', series: all };
}

function seriesRow(metric: string, lastValue: number, path = metric): SeriesRow {
  const about = { seriesId: 1, metric, labels: {}, path } as const;
  return { ...about, unit: 'percent', kind: 'gauge', help: 'Used.', lastMs: 5, lastValue };
}

function view(collector: string, more: Partial<CollectorView> = {}): CollectorView {
  return {
    collector,
    pack: 'system',
    summary: '',
    state: 'ok',
    reason: '',
    fix: '',
    sinceMs: 0,
    intervalMs: 10_000,
    lastRunMs: 0,
    durationMs: 1,
    durationMsMean: 1,
    runs: 1,
    failures: 0,
    seriesCount: 1,
    facts: null,
    ...more,
  };
}

describe('charts of a node', () => {
  test('CPU leaves out what never happened, but always tells user and system', () => {
    const lines = CPU.prepare(
      rangeWith({
        'cpustats.%user': [0, 0],
        'cpustats.%system': [0, 0],
        'cpustats.%steal': [0, 0],
        'cpustats.%iowait': [0, 2],
        'cpustats.%idle': [100, 98],
      }),
    );
    expect(lines.map(({ key }) => key)).toEqual(['system', 'user', 'iowait', 'busiest']);
    expect(lines.at(-1)?.mean).toEqual([0, 2]);
  });

  test('memory is used, reclaimable and free, and these add up to what there is', () => {
    const lines = MEMORY.prepare(
      rangeWith({
        'memory.phys_total': [100, null],
        'memory.phys_free': [60, 60],
        'memory.memfree': [20, 20],
      }),
    );
    expect(lines.map(({ key, mean }) => [key, mean])).toEqual([
      ['used', [40, null]],
      ['cache', [40, 40]],
      ['free', [20, 20]],
    ]);
  });

  test('a machine without swap has no chart of it', () => {
    const none = rangeWith({ 'memory.swap_total': [0, 0], 'memory.swap_free': [0, 0] });
    expect(SWAP.prepare(none)).toEqual([]);
    expect(SWAP.isThere?.([seriesRow('memory.swap_total', 0)])).toBe(false);
    expect(SWAP.isThere?.([seriesRow('memory.swap_total', 2_048)])).toBe(true);
    expect(TEMPERATURES.isThere?.([])).toBe(false);
  });

  test('the loopback is no traffic, and idle interfaces are no lines', () => {
    const range = rangeWith(
      {
        'networktraffic.recv_bytes/s|lo': [9, 9],
        'networktraffic.recv_bytes/s|eth0': [1, 1],
        'networktraffic.trans_bytes/s|eth0': [2, 2],
        'networktraffic.recv_bytes/s|dummy0': [0, 0],
      },
      'interface',
    );
    const lines = NETWORK_TRAFFIC.prepare(range);
    expect(lines.map(({ label, down }) => [label, down])).toEqual([
      ['↑ sent', false],
      ['↓ received', true],
    ]);
  });

  test('of many disks the busiest four are drawn, each in one colour for both ways', () => {
    const disks = Array.from({ length: 9 }, (_, index) => [
      `iostats.read_bytes/s|sd${index}`,
      [index, index],
    ]);
    const lines = DISK_TRAFFIC.prepare(rangeWith(Object.fromEntries(disks), 'disk'));
    expect(lines.map(({ label }) => label)).toEqual([
      'sd5 ↑ read',
      'sd6 ↑ read',
      'sd7 ↑ read',
      'sd8 ↑ read',
    ]);
  });

  test('top processes of a shape that this page does not know are left out', () => {
    const process = { pid: 1, name: 'init', user: 'root', rss_bytes: 5, cpu_percent: null };
    const facts = { by_cpu: ['x'], by_memory: [process, { pid: 'no' }] };
    expect(topProcessesOf([view('processes', { facts })])).toEqual({
      byCpu: [],
      byMemory: [{ pid: 1, name: 'init', user: 'root', residentBytes: 5, cpuPercent: null }],
    });
    expect(topProcessesOf([])).toBeUndefined();
  });
});

describe('collectors', () => {
  test('those that ask for a person come first, those that do not apply last', () => {
    const sorted = byUrgency([
      view('b'),
      view('none', { state: 'not-eligible' }),
      view('a'),
      view('bad', { state: 'error' }),
    ]);
    expect(sorted.map(({ collector }) => collector)).toEqual(['bad', 'a', 'b', 'none']);
  });

  test('cost is told by the minute: a dear one that runs seldom is cheap', () => {
    const costs = costsOf([
      view('often', { durationMsMean: 1, intervalMs: 1_000 }),
      view('seldom', { durationMsMean: 60, intervalMs: 60_000 * 60 }),
      view('never', { runs: 0, durationMsMean: 0 }),
    ]);
    expect(costs.get('often')?.msPerMinute).toBe(60);
    expect(costs.get('seldom')?.msPerMinute).toBe(1);
    expect(costs.get('never')?.sharePercent).toBe(0);
  });

  test('the raw tree has numbers and facts by path, of this collector alone', () => {
    const rows = [
      seriesRow('diskusage.pct_used', 12, 'diskusage./var.pct_used'),
      seriesRow('diskusage2.x', 12),
    ];
    const lines = treeLines('diskusage', rows, { '/var': { type: 'ext4' }, list: [] });
    expect(lines.map(({ path, value }) => `${path} = ${value}`)).toEqual([
      'collector.diskusage./var.pct_used = 12%',
      'collector.diskusage./var.type = "ext4"',
      'collector.diskusage.list = []',
    ]);
    expect(filterLines(lines, 'VAR ext4')).toHaveLength(1);
  });

  test('paths that end in numbers come in the order of the numbers', () => {
    const rows = ['load15', 'load1', 'load5'].map((name) => seriesRow(`loadaverage.${name}`, 1));
    expect(treeLines('loadaverage', rows, null).map(({ path }) => path.slice(22))).toEqual([
      'load1',
      'load5',
      'load15',
    ]);
  });

  test('what a file system has used and free add up to what its share is told of', () => {
    const rows = [
      ['pct_used', 40],
      ['used_bytes', 40],
      ['available_bytes', 60],
      ['total_bytes', 120],
    ].map(([name, value]) => ({
      ...seriesRow(`diskusage.${name}`, Number(value)),
      labels: { mount: '/' },
    }));
    expect(mountsOf(rows)).toEqual([
      { mount: '/', percent: 40, usedBytes: 40, freeBytes: 60, totalBytes: 120 },
    ]);
  });
});

describe('facts', () => {
  test('a search keeps a branch whose name matches whole, and of others the leaves that do', () => {
    const facts = { os: { name: 'linux', id: 12 }, eth0: { addresses: ['10.0.0.1', 'fe80::1'] } };
    expect(filterFacts(facts, 'OS', 'system')).toEqual({ os: { name: 'linux', id: 12 } });
    expect(filterFacts(facts, '10.0', 'system')).toEqual({ eth0: { addresses: ['10.0.0.1'] } });
    expect(filterFacts(facts, 'nowhere', 'system')).toBeUndefined();
    expect(filterFacts(facts, 'syst', 'system')).toBe(facts);
  });

  test('things of one kind are a table, whether they are a list or named', () => {
    expect(factForm([{ pid: 1 }, { pid: 2, user: 'root' }])).toEqual({
      is: 'table',
      columns: ['pid', 'user'],
      rows: [
        ['1', '—'],
        ['2', 'root'],
      ],
    });
    expect(factForm({ lo: { up: true }, eth0: { up: false } })).toEqual({
      is: 'table',
      columns: ['', 'up'],
      rows: [
        ['lo', 'yes'],
        ['eth0', 'no'],
      ],
    });
  });

  test('what is not known is not an empty text', () => {
    expect(factForm(null)).toEqual({ is: 'leaf', text: 'not known' });
    expect(factForm('')).toEqual({ is: 'leaf', text: 'empty' });
  });
});

test('the timeline shows each entry once, by the time at which it happened', () => {
  const entry = (id: string, atMs: number): TimelineEntry => ({
    id,
    atMs,
    kind: 'agent-started',
    nodeId: 'n',
    nodeName: 'n',
    actor: 'agent',
    text: '',
  });
  const merged = mergeEntries([entry('2', 20), entry('1', 10)], [entry('3', 5), entry('2', 20)]);
  expect(merged.map(({ id }) => id)).toEqual(['2', '1', '3']);
});

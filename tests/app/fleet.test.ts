import { expect, test } from 'vitest';
import {
  byGroup,
  checksInWords,
  countStandings,
  diskInWords,
  fleetDensity,
  nodeKind,
  vitalsInWords,
} from '@/app/(dashboard)/_components/fleet-view';
import { mergeRows } from '@/app/(dashboard)/_components/merge-rows';
import { calmWords } from '@/app/(dashboard)/_components/prepare-attention';
import { latestOf, vitalsHistory } from '@/app/(dashboard)/_components/vitals-history';
import { attentionOf } from '@/common/domain/attention';
import { countsOf, NO_CHECKS } from '@/common/domain/check-counts';
import { type NodeRow, STALE_AFTER_MS } from '@/common/domain/node';
import type { Range, RangeSeries } from '@/common/domain/range';

const NOW_MS = 1_800_000_000_000;

function node(id: string, over: Partial<NodeRow> = {}): NodeRow {
  return {
    id,
    name: id,
    hostname: id,
    groups: [],
    memberOf: [],
    lastReportMs: NOW_MS - 1_000,
    peers: null,
    vitals: {
      cpuPercent: 12.4,
      memoryPercent: 45,
      memoryTotalBytes: 2 ** 33,
      diskPercent: null,
      diskTotalBytes: null,
      diskUsedBytes: null,
      diskMount: null,
      load1: 0.5,
      cpuCount: 2,
      uptimeSeconds: 60,
    },
    os: null,
    agentVersion: '0.1.0',
    collectorsFailing: 0,
    checks: NO_CHECKS,
    admission: 'active',
    clockSkewMs: null,
    ...over,
  };
}

test('a row that comes in takes its place; the others are the very same', () => {
  const shown = [node('a'), node('b')];
  const update = node('b', { lastReportMs: NOW_MS });
  const merged = mergeRows(shown, [update]);
  expect(merged[0]).toBe(shown[0]);
  expect(merged[1]).toBe(update);
});

test('a node that was not there before appears by its name', () => {
  const merged = mergeRows([node('a'), node('c')], [node('b')]);
  expect(merged.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

test('a row from before the one shown, as after a reconnect, changes nothing', () => {
  const shown = [node('a', { lastReportMs: NOW_MS })];
  expect(mergeRows(shown, [node('a', { lastReportMs: NOW_MS - 5_000 })])).toEqual(shown);
});

test('a silent node is stale whatever it last said of its collectors', () => {
  const silent = { lastReportMs: NOW_MS - STALE_AFTER_MS - 1, collectorsFailing: 3 };
  expect(nodeKind(node('a', silent), NOW_MS)).toBe('stale');
  expect(nodeKind(node('a', { collectorsFailing: 1 }), NOW_MS)).toBe('warning');
  expect(nodeKind(node('a', { lastReportMs: null }), NOW_MS)).toBe('pending');
  expect(nodeKind(node('a'), NOW_MS)).toBe('ok');
});

test('a node that reports is as its worst check is, before its collectors', () => {
  const of = (...counts: number[]) =>
    nodeKind(node('a', { checks: countsOf(counts), collectorsFailing: 1 }), NOW_MS);
  expect([of(1, 2), of(0, 1), of(0, 0, 1, 1), of(0, 0, 0, 1)]).toEqual([
    'critical',
    'warning',
    'unknown',
    'stale',
  ]);
  const well = node('a', { checks: countsOf([0, 0, 0, 0, 3, 5]) });
  expect(nodeKind(well, NOW_MS)).toBe('ok');
  expect(checksInWords(well)).toBe('3 pending, 5 OK');
  expect(checksInWords(node('a'))).toBe('');
});

test('a check that is wrong on many nodes is one thing to read, after silent nodes', () => {
  const problem = { nodeId: 'a', nodeName: 'a', sinceMs: 5, output: '97 % used' };
  const problems = [
    { ...problem, check: 'linux.memory', state: 'critical' as const, nodes: 300 },
    { ...problem, check: 'linux.cpu', state: 'stale' as const, nodes: 1 },
  ];
  const fleet = [node('a', { clockSkewMs: 99_000 }), node('b', { lastReportMs: 0 })];
  const told = attentionOf(fleet, problems, NOW_MS);
  expect(told.map(({ kind, check, nodes }) => [kind, check, nodes])).toEqual([
    ['node-stale', null, 1],
    ['check-critical', 'linux.memory', 300],
    ['check-unknown', 'linux.cpu', 1],
    ['clock-skew', null, 1],
  ]);
  expect(told[1]?.text).toBe('linux.memory is critical: 97 % used');
});

test('the states of all nodes add up to the fleet', () => {
  const out = node('d', { lastReportMs: 0, admission: 'revoked' });
  const fleet = [node('a'), node('b', { lastReportMs: null }), node('c', { lastReportMs: 0 }), out];
  expect(countStandings(fleet, NOW_MS)).toEqual({
    ...{ live: 1, stale: 1, pending: 1, down: 0, unreporting: 0, left: 0 },
    ...{ waiting: 0, quarantined: 0, revoked: 1 },
  });
});

test('a node stands in each of its groups, and those in none come last', () => {
  const fleet = [node('a', { groups: ['web', 'par'] }), node('b'), node('c', { groups: ['web'] })];
  const groups = byGroup(fleet).map(({ name, nodes }) => [name, nodes.map(({ id }) => id)]);
  expect(groups).toEqual([
    ['par', ['a']],
    ['web', ['a', 'c']],
    ['in no group', ['b']],
  ]);
});

test('what is not known of a node is not said to be zero', () => {
  expect(vitalsInWords(node('a'))).toBe('CPU 12%, memory 45%, disk —');
});

test('a node that falls silent asks for a person as soon as it is counted as silent', () => {
  const fleet = [node('bad', { collectorsFailing: 2 }), node('a'), node('b', { lastReportMs: 0 })];
  const told = attentionOf(fleet, [], NOW_MS).map(({ kind, nodeId }) => [kind, nodeId]);
  expect(told).toEqual([
    ['node-stale', 'b'],
    ['collectors-failing', 'bad'],
  ]);
  const laterMs = NOW_MS + STALE_AFTER_MS;
  const silent = attentionOf(fleet, [], laterMs).filter(({ kind }) => kind === 'node-stale');
  expect(silent).toHaveLength(countStandings(fleet, laterMs).stale);
  expect(silent.map(({ nodeId }) => nodeId)).toEqual(['b', 'bad', 'a']);
});

test('a clock that is more than 30 s off asks for a person, as long as its node reports', () => {
  const fleet = [
    node('right', { clockSkewMs: -30_000 }),
    node('behind', { clockSkewMs: -31_000 }),
    node('silent', { clockSkewMs: 7_200_000, lastReportMs: 0 }),
    node('ahead', { clockSkewMs: 7_200_000 }),
  ];
  const told = attentionOf(fleet, [], NOW_MS).filter(({ kind }) => kind === 'clock-skew');
  expect(told.map(({ nodeId, text }) => [nodeId, text])).toEqual([
    ['behind', 'its clock is 31 s behind the server’s'],
    ['ahead', 'its clock is 2 h ahead of the server’s'],
  ]);
});

test('nothing is called well while a node has not reported', () => {
  expect(calmWords([node('a')], NOW_MS)).toBe(
    'Nothing. Every node reports, every check is well, every collector works.',
  );
  expect(calmWords([node('a'), node('b', { lastReportMs: null })], NOW_MS)).toBe(
    'Nothing so far. 1 node has not reported yet.',
  );
});

test('beside the share of a disk stands what is used, never the share of the whole size', () => {
  const { vitals } = node('a');
  const disk = { ...vitals, diskPercent: 29, diskTotalBytes: 250 * 2 ** 30 };
  expect(diskInWords({ ...disk, diskUsedBytes: 30 * 2 ** 30 })).toBe('30 GiB used');
  expect(diskInWords(disk)).toBe('of 250 GiB');
  expect(diskInWords(vitals)).toBe('');
});

test('one node is a card, some are tiles, hundreds are cells', () => {
  expect([1, 6, 7, 48, 49, 300].map(fleetDensity)).toEqual([
    'cards',
    'cards',
    'tiles',
    'tiles',
    'cells',
    'cells',
  ]);
});

function series(metric: string, mean: RangeSeries['mean'], of = ''): RangeSeries {
  const labels = { of };
  const text = { metric, labels, path: metric, unit: 'percent', kind: 'gauge' } as const;
  return { ...text, seriesId: 1, mean, min: mean, max: mean };
}

function range(...all: RangeSeries[]): Range {
  const buckets = all[0]?.mean.length ?? 0;
  return { firstMs: 0, stepMs: 60_000, buckets, resolution: 'samples', series: all };
}

test('CPU is what is not idle, and a gap stays a gap', () => {
  const { cpu, memory } = vitalsHistory(range(series('cpustats.%idle', [90, null, 25])));
  expect(cpu).toEqual([10, null, 75]);
  expect(memory).toEqual([null, null, null]);
});

test('traffic is the sum of all interfaces, with a gap only where none has a value', () => {
  const { received } = vitalsHistory(
    range(
      series('networktraffic.recv_bytes/s', [1, 2, null], 'eth0'),
      series('networktraffic.recv_bytes/s', [10, null, null], 'eth1'),
    ),
  );
  expect(received).toEqual([11, 2, null]);
});

test('a node that has just come shows its first minutes, not an empty quarter of an hour', () => {
  const nothing = Array.from({ length: 13 }, () => null);
  const young = vitalsHistory(range(series('memory.phys_used', [...nothing, 5, 6])));
  expect(young.spanMs).toBe(3 * 60_000);
  expect(young.memory).toEqual([null, 5, 6]);

  const grown = vitalsHistory(range(series('memory.phys_used', [4, ...nothing, 6])));
  expect(grown.spanMs).toBe(15 * 60_000);
  expect(grown.memory).toHaveLength(15);
});

test('the bucket that is still being filled does not hide the value before it', () => {
  expect(latestOf([1, 2, null])).toBe(2);
  expect(latestOf([1, null, null, null])).toBeNull();
  expect(latestOf([])).toBeNull();
});

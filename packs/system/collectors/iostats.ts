import {
  type CollectContext,
  defineOpenCollector,
  notEligible,
} from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import { each, gauge, group, optional } from '@/agent/collectors/shape';
import { wholeDevices } from '../block-devices';
import { wholeNumbers } from '../whole-numbers';

const DISK = group({
  'reads/s': gauge('per-second', 'Reads finished.'),
  'reads_merged/s': gauge('per-second', 'Reads that were joined with a neighbour before.'),
  'writes/s': gauge('per-second', 'Writes finished.'),
  'writes_merged/s': gauge('per-second', 'Writes that were joined with a neighbour before.'),
  'read_bytes/s': gauge('bytes/s', 'Read from the disk.'),
  'write_bytes/s': gauge('bytes/s', 'Written to the disk.'),
  'util%': gauge('percent', 'Share of time in which the disk had something to do.'),
  read_await_ms: gauge('ms', 'How long a read took on average, waiting included; 0 without reads.'),
  write_await_ms: gauge('ms', 'How long a write took on average, waiting included; 0 without any.'),
  queue: gauge('count', 'Requests waiting or under way on average.'),
  'discards/s': optional(gauge('per-second', 'Discards finished (TRIM).')),
  'discard_bytes/s': optional(gauge('bytes/s', 'Discarded.')),
  'flushes/s': optional(gauge('per-second', 'Flushes of the write cache finished.')),
});

/** Source: `/proc/diskstats`, see Documentation/admin-guide/iostats.rst of the kernel. */
export default defineOpenCollector({
  name: 'iostats',
  summary: 'Reads, writes, waiting times and use of each whole disk since the last run.',
  intervalMs: 10_000,
  shape: each('disk', DISK),
  async collect({ host, rate }) {
    if (host.platform !== 'linux') return notEligible(`${host.platform} has no /proc/diskstats`);
    // Partitions are not listed there, whatever their names look like.
    const disks = rememberedDisks(host);
    if (disks.size === 0) return notEligible('/sys/block lists no disk');

    const data: Record<string, DiskActivity> = {};
    for (const [name, counters] of parseDiskstats(host.readText('/proc/diskstats'))) {
      if (!disks.has(name)) continue;
      const activity = activityOf(name, counters, rate);
      if (activity !== undefined) data[name] = activity;
    }
    return { kind: 'data', data };
  },
});

/** What a device is changes with the devices, or when something is put into a drive. */
const LOOK_EVERY_MS = 60_000;

interface Disks {
  names: ReadonlySet<string>;
  listed: string;
  lookedMs: number;
}

const known = new WeakMap<Host, Disks>();

/** The devices under the names of `/proc/diskstats`, which writes a slash where `/sys` cannot. */
function rememberedDisks(host: Host): ReadonlySet<string> {
  const listed = host.list('/sys/block').join(' ');
  const nowMs = host.nowMs();
  const before = known.get(host);
  if (before?.listed === listed && nowMs - before.lookedMs < LOOK_EVERY_MS) return before.names;
  const names = new Set(wholeDevices(host).map((name) => name.replaceAll('!', '/')));
  known.set(host, { names, listed, lookedMs: nowMs });
  return names;
}

/** The columns after the name: 11 at first, 15 since Linux 4.18, 17 since 5.5. */
const COLUMNS = [
  'reads',
  'readsMerged',
  'readSectors',
  'readMs',
  'writes',
  'writesMerged',
  'writeSectors',
  'writeMs',
  'underWay',
  'busyMs',
  'queueMs',
  'discards',
  'discardsMerged',
  'discardSectors',
  'discardMs',
  'flushes',
  'flushMs',
] as const;

const COLUMNS_MIN = 11;

/** Sectors of this file have 512 bytes, whatever the disk's own are. */
const SECTOR_BYTES = 512;

interface DiskActivity {
  'reads/s': number;
  'reads_merged/s': number;
  'writes/s': number;
  'writes_merged/s': number;
  'read_bytes/s': number;
  'write_bytes/s': number;
  'util%': number;
  read_await_ms: number;
  write_await_ms: number;
  queue: number;
  'discards/s'?: number;
  'discard_bytes/s'?: number;
  'flushes/s'?: number;
}

const NAME = /^\s*\d+\s+\d+\s+(\S+)\s/;

/**
 * @returns the counters of each device in the order of `COLUMNS`. Partitions of kernels before 2.6.25
 * have four and are left out.
 * @throws {Error} when a line is not two numbers, a name and numbers.
 */
export function parseDiskstats(text: string): Map<string, number[]> {
  const devices = new Map<string, number[]>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [start, name] = NAME.exec(line) ?? [];
    const counters = start === undefined ? [] : wholeNumbers(line, start.length, line.length);
    if (name === undefined || counters.length === 0 || counters.some(Number.isNaN)) {
      const found = JSON.stringify(line);
      throw new Error(`/proc/diskstats: expected two numbers, a name and numbers, found ${found}`);
    }
    if (counters.length >= COLUMNS_MIN) devices.set(name, counters);
  }
  return devices;
}

/** `undefined` on the first run, and when a counter went back: they have 32 bits on some kernels. */
function activityOf(
  disk: string,
  counters: readonly number[],
  rate: CollectContext['rate'],
): DiskActivity | undefined {
  const perSecond: number[] = [];
  for (const [index, column] of COLUMNS.entries()) {
    const counter = counters[index];
    if (counter === undefined) break;
    const grown = column === 'underWay' ? 0 : rate(`${disk}.${column}`, counter);
    perSecond.push(grown ?? Number.NaN);
  }
  return perSecond.some(Number.isNaN) ? undefined : describe(perSecond);
}

function describe(perSecond: readonly number[]): DiskActivity {
  const [reads = 0, readsMerged = 0, readSectors = 0, readMs = 0] = perSecond;
  const [writes = 0, writesMerged = 0, writeSectors = 0, writeMs = 0] = perSecond.slice(4);
  const [busyMs = 0, queueMs = 0, discards, , discardSectors, , flushes] = perSecond.slice(9);
  return {
    'reads/s': reads,
    'reads_merged/s': readsMerged,
    'writes/s': writes,
    'writes_merged/s': writesMerged,
    'read_bytes/s': readSectors * SECTOR_BYTES,
    'write_bytes/s': writeSectors * SECTOR_BYTES,
    'util%': Math.min(100, busyMs / 10),
    read_await_ms: reads === 0 ? 0 : readMs / reads,
    write_await_ms: writes === 0 ? 0 : writeMs / writes,
    queue: queueMs / 1_000,
    ...(discards === undefined || discardSectors === undefined
      ? {}
      : { 'discards/s': discards, 'discard_bytes/s': discardSectors * SECTOR_BYTES }),
    ...(flushes === undefined ? {} : { 'flushes/s': flushes }),
  };
}

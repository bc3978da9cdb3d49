import type { ServerHealth } from '@/common/domain/server-health';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMs,
  formatPlural,
  NOT_KNOWN,
} from '@/common/format';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Beside the value, quieter. */
  readonly note?: string;
}

export function processFacts(health: ServerHealth): Fact[] {
  const { memory, loop } = health;
  return [
    { name: 'Running for', value: formatDuration((health.nowMs - health.startedMs) / 1_000) },
    {
      name: 'Memory',
      value: formatBytes(memory.rssBytes),
      note: `${formatBytes(memory.heapUsedBytes)} of it heap in use`,
    },
    {
      name: 'Delay of the event loop',
      value: formatMs(loop.meanMs),
      note: `99% under ${formatMs(loop.p99Ms)}, worst ${formatMs(loop.maxMs)}`,
    },
    { name: 'Version', value: health.version, note: `Node ${health.nodeVersion}` },
  ];
}

export function databaseFacts({ database, dataDirectory }: ServerHealth): Fact[] {
  return [
    { name: 'Kind', value: DATABASE_KINDS[database.kind] },
    { name: 'State', value: DATABASE_WORDS[database.state], note: database.version },
    { name: 'Size', value: bytesOrUnknown(database.sizeBytes) },
    {
      name: 'Free space',
      value: bytesOrUnknown(database.freeBytes),
      ...(database.full ? { note: 'too little: no more samples are taken' } : {}),
    },
    { name: 'Statements waiting', value: formatCount(database.waiting) },
    { name: 'Restarts', value: formatCount(database.restarts) },
    { name: 'Data directory', value: dataDirectory },
  ];
}

const DATABASE_WORDS: Readonly<Record<ServerHealth['database']['state'], string>> = {
  open: 'Open',
  recovering: 'Starting again',
  closed: 'Closed',
};

const DATABASE_KINDS: Readonly<Record<ServerHealth['database']['kind'], string>> = {
  pglite: 'Embedded (PGlite)',
  postgres: 'PostgreSQL, of its own',
};

/** One line a server; nothing where there can be only one, or is. */
export function serverFacts({ servers, nowMs }: ServerHealth): Fact[] {
  if (servers.others.length === 0) return [];
  const others = servers.others.map(({ id, address, sinceMs }) => ({
    name: `Server ${id}`,
    value: address === '' ? 'on the machine of the database' : `at ${address}`,
    note: `for ${formatDuration(Math.max(0, nowMs - sinceMs) / 1_000)}`,
  }));
  return [{ name: `Server ${servers.own}`, value: 'this one' }, ...others];
}

export function ingestFacts({ ingest }: ServerHealth): Fact[] {
  return [
    { name: 'Agents connected', value: formatCount(ingest.agentsConnected) },
    { name: 'Pages connected', value: formatCount(ingest.pagesConnected) },
    {
      name: 'Reports',
      value: formatCount(ingest.reports),
      note: `${formatCount(ingest.repeatedReports)} repeated`,
    },
    {
      name: 'Samples taken',
      value: formatCount(ingest.samples),
      note: `${formatCount(ingest.refusedSamples)} refused`,
    },
    {
      name: 'Receipt to acknowledgement',
      value: formatMs(ingest.commitMsMedian),
      note: `worst ${formatMs(ingest.commitMsMax)}`,
    },
  ];
}

export function storeFacts({ store }: ServerHealth): Fact[] {
  return [
    { name: 'Series', value: formatCount(store.series) },
    {
      name: 'Not sealed yet',
      value: formatPlural(store.openSamples, 'sample'),
      note: `journal ${formatBytes(store.journalBytes)}`,
    },
    {
      name: 'Sealed',
      value: formatPlural(store.sealedChunks, 'chunk'),
      note: formatBytes(store.sealedBytes),
    },
  ];
}

function bytesOrUnknown(bytes: number | null): string {
  return bytes === null ? NOT_KNOWN : formatBytes(bytes);
}

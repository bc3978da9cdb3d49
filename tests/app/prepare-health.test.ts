import { expect, test } from 'vitest';
import {
  databaseFacts,
  ingestFacts,
  processFacts,
  serverFacts,
  storeFacts,
} from '@/app/(dashboard)/settings/health/_components/prepare-health';
import type { ServerHealth } from '@/common/domain/server-health';

const health: ServerHealth = {
  version: '0.1.0',
  nodeVersion: 'v20.20.2',
  startedMs: 0,
  nowMs: 7_800_000,
  state: 'ok',
  problems: [],
  memory: { rssBytes: 2 ** 28, heapUsedBytes: 2 ** 26 },
  loop: { meanMs: 0.8, p99Ms: 12.4, maxMs: 31 },
  database: {
    kind: 'pglite',
    state: 'open',
    version: 'PostgreSQL 18.6',
    sizeBytes: null,
    freeBytes: 2 ** 30,
    full: false,
    waiting: 0,
    restarts: 1,
  },
  ingest: {
    agentsConnected: 1,
    pagesConnected: 2,
    reports: 23_114,
    repeatedReports: 3,
    samples: 11_231_234,
    refusedSamples: 0,
    commitMsMedian: 4.1,
    commitMsMax: 31,
  },
  store: { series: 900, openSamples: 1, sealedChunks: 2, sealedBytes: 4_096, journalBytes: 0 },
  dataDirectory: '/srv/opsbro/var',
  servers: { own: 'aaaa1111', others: [] },
};

test('several servers on one database are named, and one alone is not', () => {
  expect(serverFacts(health)).toEqual([]);
  const others = [
    { id: 'bbbb2222', address: '10.0.0.2', sinceMs: health.nowMs - 7_200_000 },
    { id: 'cccc3333', address: '', sinceMs: health.nowMs + 5 },
  ];
  expect(serverFacts({ ...health, servers: { own: 'aaaa1111', others } })).toEqual([
    { name: 'Server aaaa1111', value: 'this one' },
    { name: 'Server bbbb2222', value: 'at 10.0.0.2', note: 'for 2 h' },
    { name: 'Server cccc3333', value: 'on the machine of the database', note: 'for 0 s' },
  ]);
});

test('a size that nobody knows is a dash', () => {
  expect(databaseFacts(health)).toContainEqual({ name: 'Size', value: '—' });
});

test('a disk that is too full says what that means', () => {
  const full = { ...health, database: { ...health.database, full: true } };
  const free = databaseFacts(full).find(({ name }) => name === 'Free space');
  expect(free).toEqual({
    name: 'Free space',
    value: '1 GiB',
    note: 'too little: no more samples are taken',
  });
});

test('times, sizes and counts have their units', () => {
  expect(processFacts(health)[0]).toEqual({ name: 'Running for', value: '2 h 10 min' });
  expect(ingestFacts(health)).toContainEqual({
    name: 'Samples taken',
    value: '11.2 M',
    note: '0 refused',
  });
  expect(storeFacts(health)).toContainEqual({
    name: 'Not sealed yet',
    value: '1 sample',
    note: 'journal 0 B',
  });
});

import type { Clock } from '@/common/clock';
import type { ServerHealth } from '@/common/domain/server-health';
import type { Database, DatabaseHealth } from '../db/database';
import type { Committer } from '../ingest/committer';
import type { SampleStore } from '../metrics/sample-store';
import type { LoopMonitor } from './loop-monitor';

export interface HealthServiceDeps {
  readonly database: Database;
  readonly samples: SampleStore;
  readonly committer: Committer;
  readonly loop: LoopMonitor;
  readonly clock: Clock;
  readonly version: string;
  readonly dataDirectory: string;
  /** What other parts have to say, one sentence each. */
  readonly problems?: () => readonly string[];
  /** Open sockets, by who is at the other end. */
  readonly connections: () => { readonly agents: number; readonly pages: number };
}

export type HealthService = ReturnType<typeof createHealthService>;

const LOOP_P99_MS_MAX = 250;
const MIB = 1024 * 1024;

export function createHealthService(deps: HealthServiceDeps) {
  const startedMs = deps.clock.wallMs();

  return {
    server(): ServerHealth {
      const database = deps.database.health();
      const loop = deps.loop.delay();
      const problems = [...problemsOf(database, loop.p99Ms), ...(deps.problems?.() ?? [])];
      const store = deps.samples.stats();
      const ingest = deps.committer.stats();
      const connections = deps.connections();
      const memory = process.memoryUsage();
      return {
        version: deps.version,
        nodeVersion: process.versions.node,
        startedMs,
        nowMs: deps.clock.wallMs(),
        state: database.state === 'open' ? (problems.length === 0 ? 'ok' : 'degraded') : 'failing',
        problems,
        servers: { own: deps.database.channel.id, others: deps.database.channel.others },
        memory: { rssBytes: memory.rss, heapUsedBytes: memory.heapUsed },
        loop,
        database: { kind: deps.database.kind, ...database },
        ingest: {
          agentsConnected: connections.agents,
          pagesConnected: connections.pages,
          reports: ingest.reports,
          repeatedReports: ingest.repeated,
          samples: ingest.samples,
          refusedSamples: Object.values(store.refused).reduce((sum, count) => sum + count, 0),
          commitMsMedian: ingest.commitMsMedian,
          commitMsMax: ingest.commitMsMax,
        },
        store: {
          series: store.openSeries,
          openSamples: store.openSamples,
          sealedChunks: store.sealedChunks,
          sealedBytes: store.sealedBytes,
          journalBytes: store.journalBytes,
        },
        dataDirectory: deps.dataDirectory,
      };
    },
  };
}

function problemsOf(database: DatabaseHealth, loopP99Ms: number): string[] {
  const { state, full, freeBytes, restarts } = database;
  const problems: string[] = [];
  if (state !== 'open') problems.push(`The database is ${state}.`);
  if (full) {
    const free = freeBytes === null ? 'too little' : `${Math.floor(freeBytes / MIB)} MiB`;
    problems.push(
      `The disk is nearly full (${free} left): agents keep their reports until it is not.`,
    );
  }
  if (restarts > 0) {
    const times = restarts === 1 ? 'once' : `${restarts} times`;
    problems.push(`The database had to be restarted ${times} since the server started.`);
  }
  if (loopP99Ms > LOOP_P99_MS_MAX) {
    problems.push(`The server is slow to answer: 1 % of turns waited ${Math.round(loopP99Ms)} ms.`);
  }
  return problems;
}

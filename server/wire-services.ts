import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { createAuth } from './auth/auth';
import { openSecret } from './auth/secret';
import { createSetUpService } from './auth/set-up-service';
import { createCollectorService } from './collectors/collector-service';
import { createCollectorStore } from './collectors/collector-store';
import type { Database } from './db/database';
import { createHealthService } from './health/health-service';
import { createLoopMonitor } from './health/loop-monitor';
import { type AgentSessions, createAgentSessions } from './ingest/agent-sessions';
import { commitReports } from './ingest/commit-reports';
import { createCommitter } from './ingest/committer';
import { createReportWriter } from './ingest/report-writer';
import { createBus } from './live/bus';
import { createMetricService } from './metrics/metric-service';
import { createSampleStore } from './metrics/sample-store';
import { startSealer } from './metrics/sealer';
import { createNodeService } from './nodes/node-service';
import { createNodeStore } from './nodes/node-store';
import { startSilenceWatch } from './nodes/silence-watch';
import type { Services } from './services';
import { createTimelineService } from './timeline/timeline-service';
import { createTimelineStore } from './timeline/timeline-store';

export interface WireDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: string;
  readonly origin: string;
  readonly version: string;
  readonly connections: () => { readonly agents: number; readonly pages: number };
}

export interface WiredServices {
  readonly services: Services;
  readonly sessions: AgentSessions;
  stop(): Promise<void>;
}

/** Makes everything that stands on the database and hands each part what it needs. */
export async function wireServices(deps: WireDeps): Promise<WiredServices> {
  const { database, clock, log } = deps;
  const bus = createBus();
  const nodes = createNodeStore(database);
  const collectors = createCollectorStore(database);
  const entries = createTimelineStore(database);
  const samples = createSampleStore({ database, clock, log: log.part('samples') });
  await samples.open();
  const timeline = createTimelineService({ database, entries, bus, clock });
  const metrics = createMetricService({ store: samples });
  const writer = createReportWriter({ collectors, entries });
  const committer = createCommitter({
    commit: (batch) => commitReports({ database, writer, samples, metrics, bus, clock }, batch),
    health: () => database.health(),
    clock,
  });
  const auth = createAuth({
    database,
    log: log.part('auth'),
    secret: openSecret(deps.directory),
    origin: deps.origin,
    onSignIn({ name }) {
      const text = `${name} signed in`;
      const entry = { kind: 'user-signed-in', nodeId: null, actor: name, text } as const;
      timeline.record(entry).catch((error: unknown) => {
        log.warn('sign-in not recorded', { reason: messageOf(error) });
      });
    },
  });
  const loop = createLoopMonitor(clock);
  const sealer = startSealer({ store: samples, clock, log: log.part('samples') });
  const silence = startSilenceWatch({ database, entries, bus, clock, log: log.part('nodes') });
  loop.start();

  const health = createHealthService({
    ...deps,
    samples,
    committer,
    loop,
    dataDirectory: deps.directory,
  });
  const setUp = createSetUpService({ database, clock, timeline, hashPassword: auth.hashPassword });
  const text = `the server ${deps.version} started`;
  await timeline.record({ kind: 'server-started', nodeId: null, actor: 'server', text });
  return {
    services: {
      clock,
      auth,
      collectors: createCollectorService({ collectors, bus }),
      health,
      metrics,
      nodes: createNodeService({ nodes, timeline, bus, clock }),
      setUp,
      timeline,
    },
    sessions: createAgentSessions({
      database,
      nodes,
      samples,
      committer,
      bus,
      clock,
      log: log.part('agents'),
    }),
    async stop() {
      loop.stop();
      await silence.stop();
      await sealer.stop();
    },
  };
}

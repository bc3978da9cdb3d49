import type { Clock } from '@/common/clock';
import type { TlsView } from '@/common/domain/enrolment';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { openAuditService } from './audit/audit-service';
import { openAccountPart } from './auth/account-part';
import type { OidcConfig } from './auth/oidc';
import type { PasswordCost } from './auth/password-hash';
import { type BackupConfig, openBackupPart } from './backups/backup-part';
import { createCheckStore } from './checks/check-store';
import { createCollectorService } from './collectors/collector-service';
import { createCollectorStore } from './collectors/collector-store';
import type { Database } from './db/database';
import { openEnrolmentPart } from './enrolment/enrolment-part';
import { createHealthService } from './health/health-service';
import { createLoopMonitor } from './health/loop-monitor';
import { tlsProblems } from './http/tls-problems';
import type { AgentSessions } from './ingest/agent-sessions';
import { openIngestPart } from './ingest/ingest-part';
import { Claims } from './jobs/claims';
import { createBus } from './live/bus';
import { shareBus } from './live/shared-bus';
import { openSamplePart } from './metrics/sample-part';
import { CHECK_EVENTS_KEPT_MS, expireCheckEvents } from './monitoring/check-event-store';
import { createDocumentStore } from './monitoring/document-store';
import { createMonitoringServices } from './monitoring/monitoring-services';
import { createNodeService } from './nodes/node-service';
import { createNodeStore } from './nodes/node-store';
import { startSilenceWatch } from './nodes/silence-watch';
import type { Services } from './services';
import { createTimelineService, type TimelineService } from './timeline/timeline-service';
import { createTimelineStore } from './timeline/timeline-store';
import { scopesOf } from './tokens/token-scopes';
import { appRouter } from './trpc/app-router';

export interface WireDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: string;
  readonly origin: string;
  readonly tls?: (() => TlsView) | undefined;
  readonly oidc?: OidcConfig | undefined;
  readonly passwordCost?: PasswordCost | undefined;
  readonly databaseUrl?: string | undefined;
  readonly backup?: BackupConfig | undefined;
  readonly version: string;
  readonly connections: () => { readonly agents: number; readonly pages: number };
}

export interface WiredServices {
  readonly services: Services;
  readonly sessions: AgentSessions;
  stop(): Promise<void>;
}

const ask = () =>
  Promise.reject(new AppError('UNREACHABLE', 'This server asks its agents nothing yet.'));

function tlsProblemsOf({ tls, clock }: WireDeps): string[] {
  return tls === undefined ? [] : tlsProblems(tls(), clock.wallMs());
}

async function tellStart(timeline: TimelineService, version: string): Promise<void> {
  const text = `the server ${version} started`;
  await timeline.record({ kind: 'server-started', nodeId: null, actor: 'server', text });
}

/** Makes everything that stands on the database and hands each part what it needs. */
export async function wireServices(deps: WireDeps): Promise<WiredServices> {
  const { database, clock, log } = deps;
  const bus = createBus();
  const nodes = createNodeStore(database);
  const checks = createCheckStore(database);
  const collectors = createCollectorStore(database);
  const entries = createTimelineStore(database);
  const documents = createDocumentStore(database);
  const sharedBus = await shareBus({ bus, database, entries, log: log.part('live') });
  const claims = new Claims({ database, clock, log: log.part('jobs') });
  const expireToo = () => expireCheckEvents(database, clock.wallMs() - CHECK_EVENTS_KEPT_MS);
  const sampleTools = { log: log.part('samples'), claims, expireToo };
  const { samples, metrics, ...samplePart } = await openSamplePart({ ...deps, ...sampleTools });
  const audit = await openAuditService({ ...deps, log: log.part('audit') });
  const backupTools = { audit, claim: claims.claim('backup'), log: log.part('backups') };
  const backupPart = openBackupPart({ ...deps, ...backupTools });
  const timeline = createTimelineService({ database, entries, bus, clock });
  const stores = { entries, nodes, collectors, documents, samples };
  const shared = { database, clock, bus, audit, metrics, ...stores };
  const enrolmentPart = await openEnrolmentPart({ ...deps, ...shared, log: log.part('enrolment') });
  const ingest = openIngestPart({ ...shared, ...enrolmentPart, log: log.part('agents') });
  const scopes = scopesOf(appRouter._def.procedures);
  const accountPart = openAccountPart({ ...deps, bus, audit, timeline, scopes });
  const loop = createLoopMonitor(clock);
  const claimSilence = claims.claim('silence');
  const silence = startSilenceWatch({ ...shared, log: log.part('nodes'), claim: claimSilence });
  loop.start();
  await claims.start();

  const health = createHealthService({
    ...deps,
    samples,
    committer: ingest.committer,
    loop,
    dataDirectory: deps.directory,
    problems: () => [...backupPart.services.backups.problems(), ...tlsProblemsOf(deps)],
  });
  await tellStart(timeline, deps.version);
  return {
    services: {
      clock,
      audit,
      ...accountPart.services,
      ...enrolmentPart.services,
      ...backupPart.services,
      ...createMonitoringServices({ ...shared, checks, ask }),
      collectors: createCollectorService({ collectors, bus, ask }),
      health,
      metrics,
      nodes: createNodeService({ database, nodes, checks, audit, timeline, bus, clock }),
      timeline,
    },
    sessions: ingest.sessions,
    async stop() {
      ingest.sessions.stop();
      loop.stop();
      await backupPart.stop();
      await accountPart.stop();
      await silence.stop();
      await samplePart.stop();
      await claims.stop();
      sharedBus.stop();
      await audit.close();
    },
  };
}

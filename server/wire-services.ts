import type { Clock } from '@/common/clock';
import type { TlsView } from '@/common/domain/enrolment';
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
import { createHealthService, type HealthServiceDeps } from './health/health-service';
import { createLoopMonitor } from './health/loop-monitor';
import { tlsProblems } from './http/tls-problems';
import type { AgentSessions } from './ingest/agent-sessions';
import { openIngestPart } from './ingest/ingest-part';
import { Claims } from './jobs/claims';
import { createBus } from './live/bus';
import { shareBus } from './live/shared-bus';
import { expireMemberEvents, MEMBER_EVENTS_KEPT_MS } from './membership/member-event-store';
import { openMembershipPart } from './membership/membership-part';
import { openSamplePart } from './metrics/sample-part';
import { CHECK_EVENTS_KEPT_MS, expireCheckEvents } from './monitoring/check-event-store';
import { createDocumentStore } from './monitoring/document-store';
import { createMonitoringServices } from './monitoring/monitoring-services';
import { createNodeService } from './nodes/node-service';
import { createNodeStore } from './nodes/node-store';
import { startSilenceWatch } from './nodes/silence-watch';
import { openQuestionPart } from './questions/question-service';
import type { Services } from './services';
import { createTimelineService, type TimelineService } from './timeline/timeline-service';
import { createTimelineStore } from './timeline/timeline-store';
import { scopesOf } from './tokens/token-scopes';
import { appRouter } from './trpc/app-router';
import { openZonePart } from './zones/zone-part';

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

function tlsProblemsOf({ tls, clock }: WireDeps): string[] {
  return tls === undefined ? [] : tlsProblems(tls(), clock.wallMs());
}

async function tellStart(timeline: TimelineService, version: string): Promise<void> {
  const text = `the server ${version} started`;
  await timeline.record({ kind: 'server-started', nodeId: null, actor: 'server', text });
}

function createStores(database: Database) {
  return {
    nodes: createNodeStore(database),
    checks: createCheckStore(database),
    collectors: createCollectorStore(database),
    entries: createTimelineStore(database),
    documents: createDocumentStore(database),
  };
}

async function expireEvents(database: Database, nowMs: number): Promise<void> {
  await expireCheckEvents(database, nowMs - CHECK_EVENTS_KEPT_MS);
  await expireMemberEvents(database, nowMs - MEMBER_EVENTS_KEPT_MS);
}

interface HealthParts extends Pick<HealthServiceDeps, 'samples' | 'committer' | 'loop'> {
  readonly backupPart: ReturnType<typeof openBackupPart>;
}

function createHealth(deps: WireDeps, { backupPart, ...parts }: HealthParts) {
  return createHealthService({
    ...deps,
    ...parts,
    dataDirectory: deps.directory,
    problems: () => [...backupPart.services.backups.problems(), ...tlsProblemsOf(deps)],
  });
}

/** Makes everything that stands on the database and hands each part what it needs. */
export async function wireServices(deps: WireDeps): Promise<WiredServices> {
  const { database, clock, log } = deps;
  const bus = createBus();
  const stores = createStores(database);
  const { entries, nodes, checks, collectors } = stores;
  const sharedBus = await shareBus({ bus, database, entries, log: log.part('live') });
  const claims = new Claims({ database, clock, log: log.part('jobs') });
  const expireToo = () => expireEvents(database, clock.wallMs());
  const samplePart = await openSamplePart({ ...deps, log: log.part('samples'), claims, expireToo });
  const { samples, metrics } = samplePart;
  const audit = await openAuditService({ ...deps, log: log.part('audit') });
  const backupTools = { audit, claim: claims.claim('backup'), log: log.part('backups') };
  const backupPart = openBackupPart({ ...deps, ...backupTools });
  const timeline = createTimelineService({ database, entries, bus, clock });
  const shared = { database, clock, bus, audit, metrics, samples, ...stores };
  const enrolmentPart = await openEnrolmentPart({ ...deps, ...shared, log: log.part('enrolment') });
  const { identity, admitter } = enrolmentPart;
  const questionPart = openQuestionPart({ ...shared, log: log.part('questions') });
  const { door, questions } = questionPart;
  const { ask } = questions;
  const zonePart = await openZonePart({ ...deps, ...shared, timeline, log: log.part('zones') });
  const admission = { identity, admitter, questions: door, zones: zonePart.agents };
  const ingest = openIngestPart({ ...shared, ...admission, log: log.part('agents') });
  const scopes = scopesOf(appRouter._def.procedures);
  const accountPart = openAccountPart({ ...deps, bus, audit, timeline, scopes });
  const memberLog = log.part('membership');
  const memberPart = openMembershipPart({ ...shared, claims, questions, log: memberLog });
  const loop = createLoopMonitor(clock);
  const silenceTools = { claim: claims.claim('silence'), log: log.part('nodes') };
  const silence = startSilenceWatch({ ...shared, ...silenceTools });
  loop.start();
  await claims.start();

  const health = createHealth(deps, { samples, committer: ingest.committer, loop, backupPart });
  await tellStart(timeline, deps.version);
  return {
    services: {
      clock,
      audit,
      ...accountPart.services,
      ...enrolmentPart.services,
      ...backupPart.services,
      ...createMonitoringServices({ ...shared, ask }),
      collectors: createCollectorService({ collectors, bus, ask }),
      health,
      membership: memberPart.membership,
      metrics,
      nodes: createNodeService({ database, nodes, checks, audit, timeline, bus, clock }),
      questions,
      timeline,
      ...zonePart.services,
    },
    sessions: ingest.sessions,
    async stop() {
      ingest.sessions.stop();
      questionPart.stop();
      loop.stop();
      const parts = [backupPart, accountPart, silence, memberPart, zonePart, samplePart, claims];
      for (const part of parts) await part.stop();
      sharedBus.stop();
      await audit.close();
    },
  };
}

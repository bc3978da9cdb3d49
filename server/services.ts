import type { Clock } from '@/common/clock';
import type { AuditService } from './audit/audit-service';
import type { AccountPart } from './auth/account-part';
import type { BackupService } from './backups/backup-service';
import type { CollectorService } from './collectors/collector-service';
import type { EnrolmentPart } from './enrolment/enrolment-part';
import type { HealthService } from './health/health-service';
import type { MembershipService } from './membership/membership-service';
import type { MetricService } from './metrics/metric-service';
import type { MonitoringServices } from './monitoring/monitoring-services';
import type { NodeService } from './nodes/node-service';
import type { QuestionService } from './questions/question-service';
import type { TimelineService } from './timeline/timeline-service';
import type { appRouter } from './trpc/app-router';
import type { ZoneService } from './zones/zone-service';

/** Who somebody is, and what keeps who is let in; see `openAccountPart`. */
type AccountServices = AccountPart['services'];

/** How machines are let in; see `openEnrolmentPart`. */
type EnrolmentServices = EnrolmentPart['services'];

/** What procedures and pages may use of this process. */
export interface Services extends AccountServices, EnrolmentServices, MonitoringServices {
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly backups: BackupService;
  readonly collectors: CollectorService;
  readonly health: HealthService;
  readonly membership: MembershipService;
  readonly metrics: MetricService;
  readonly nodes: NodeService;
  readonly questions: QuestionService;
  readonly timeline: TimelineService;
  readonly zones: ZoneService;
}

interface Runtime {
  readonly services: Services;
  readonly router: typeof appRouter;
}

const key = Symbol.for('opsbro.runtime');
const shared = globalThis as { [key]?: Runtime };

/** Called once, by the server, before the first page. */
export function provideRuntime(runtime: Runtime): void {
  shared[key] = runtime;
}

/**
 * What pages use of the server that they run in. It hangs on `globalThis` because Next gives pages
 * and route handlers their own copies of every module, while the database tolerates one owner only.
 * @throws {Error} outside a running server, as in `next build`.
 */
export function runtime(): Runtime {
  const found = shared[key];
  if (found === undefined) throw new Error('The server was asked for before it started');
  return found;
}

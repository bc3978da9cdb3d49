import type { Clock } from '@/common/clock';
import type { TlsView } from '@/common/domain/enrolment';
import type { Log } from '@/common/log';
import type { AuditService } from '../audit/audit-service';
import type { Database } from '../db/database';
import { openServerIdentity } from '../identity/server-identity';
import type { Bus } from '../live/bus';
import type { SampleStore } from '../metrics/sample-store';
import type { TimelineStore } from '../timeline/timeline-store';
import { createNodeAdmitter } from './admit-node';
import { createEnrolmentService } from './enrolment-service';
import { createNodeAdmissionService } from './node-admission-service';
import { createRefusalLedger } from './refusal-ledger';

export interface EnrolmentPartDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly samples: Pick<SampleStore, 'forget'>;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  /** The server's part of the data directory. */
  readonly directory: string;
  readonly origin: string;
  readonly tls?: (() => TlsView) | undefined;
}

export type EnrolmentPart = Awaited<ReturnType<typeof openEnrolmentPart>>;

const NO_TLS: TlsView = { mode: 'off', spkiPin: '', notAfterMs: null };

/** How machines come to know this server, and it them. */
export async function openEnrolmentPart(deps: EnrolmentPartDeps) {
  const identity = await openServerIdentity(deps);
  const { tls = () => NO_TLS } = deps;
  const refusals = createRefusalLedger(deps);
  return {
    identity,
    admitter: createNodeAdmitter({ ...deps, refusals }),
    services: {
      enrolment: createEnrolmentService({ ...deps, identity, tls }),
      admission: createNodeAdmissionService(deps),
    },
  };
}

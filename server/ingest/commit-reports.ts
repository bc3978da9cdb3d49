import type { Clock } from '@/common/clock';
import type { DocumentKind } from '@/common/domain/node-document';
import type { TimelineEntry } from '@/common/domain/timeline';
import type { Database } from '../db/database';
import type { Bus } from '../live/bus';
import type { MetricService } from '../metrics/metric-service';
import type { SampleStore } from '../metrics/sample-store';
import type { CheckedReport, ReportWriter } from './report-writer';

export interface CommitReportsDeps {
  readonly database: Database;
  readonly writer: ReportWriter;
  readonly samples: SampleStore;
  readonly metrics: Pick<MetricService, 'publish'>;
  readonly bus: Bus;
  readonly clock: Clock;
}

/**
 * Writes reports in one transaction, then makes their samples readable and tells the pages.
 * @returns those that were new; the others were here already and changed nothing.
 */
export async function commitReports(
  deps: CommitReportsDeps,
  batch: readonly CheckedReport[],
): Promise<readonly CheckedReport[]> {
  const fresh: CheckedReport[] = [];
  const told: TimelineEntry[] = [];
  await deps.database.transaction(async (sql) => {
    const nowMs = deps.clock.wallMs();
    for (const checked of batch) {
      const claim = await deps.writer.claim(sql, checked);
      if (claim === 'repeat') continue;
      fresh.push(checked);
      told.push(...(await deps.writer.write(sql, checked, claim === 'newest', nowMs)));
    }
    await deps.samples.journal(sql, ...fresh.map(({ append }) => append));
  });
  deps.samples.apply(...fresh.map(({ append }) => append));
  for (const checked of fresh) tell(deps, checked);
  for (const entry of told) deps.bus.publish({ kind: 'timeline', entry });
  return fresh;
}

function tell({ metrics, bus }: CommitReportsDeps, { nodeId, report, append }: CheckedReport) {
  metrics.publish(nodeId, append.frames);
  bus.publish({ kind: 'node', nodeId });
  if (report.statuses.length > 0 || report.facts.length > 0) {
    bus.publish({ kind: 'collectors', nodeId });
  }
  const kinds = new Set(report.documents.map(({ kind }) => kind));
  const hasOf = (wanted: readonly DocumentKind[]) => wanted.some((kind) => kinds.has(kind));
  if (report.checks.length + report.checkEvents.length > 0 || hasOf(CHECK_DOCUMENTS)) {
    bus.publish({ kind: 'checks', nodeId });
  }
  if (report.memberChanges.length > 0 || hasOf(MEMBER_DOCUMENTS)) {
    bus.publish({ kind: 'members', nodeId });
  }
  if (report.groupChanges.length > 0 || hasOf(GROUP_DOCUMENTS)) {
    bus.publish({ kind: 'groups', nodeId });
  }
}

const MEMBER_DOCUMENTS = ['membership', 'round-trips'] as const;
const CHECK_DOCUMENTS = ['check', 'pack', 'pack-faults'] as const;
const GROUP_DOCUMENTS = ['groups', 'detector', 'role'] as const;

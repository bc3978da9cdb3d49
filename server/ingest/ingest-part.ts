import type { CollectorStore } from '../collectors/collector-store';
import { createMemberRecorder } from '../membership/member-event-store';
import type { DocumentStore } from '../monitoring/document-store';
import { createMonitoringWriter } from '../monitoring/monitoring-writer';
import type { TimelineStore } from '../timeline/timeline-store';
import { type AgentSessionsDeps, createAgentSessions } from './agent-sessions';
import { type CommitReportsDeps, commitReports } from './commit-reports';
import { createCommitter } from './committer';
import { createReportWriter } from './report-writer';

export interface IngestPartDeps
  extends Omit<AgentSessionsDeps, 'committer'>,
    Omit<CommitReportsDeps, 'writer'> {
  readonly collectors: CollectorStore;
  readonly entries: TimelineStore;
  readonly documents: DocumentStore;
}

/** All that takes in what agents say. */
export function openIngestPart(deps: IngestPartDeps) {
  const { database, clock, collectors, entries } = deps;
  const writeMonitoring = createMonitoringWriter(deps);
  const recordMembers = createMemberRecorder(entries);
  const writer = createReportWriter({ collectors, entries, writeMonitoring, recordMembers });
  const committer = createCommitter({
    commit: (batch) => commitReports({ ...deps, writer }, batch),
    health: () => database.health(),
    clock,
  });
  return { committer, sessions: createAgentSessions({ ...deps, committer }) };
}

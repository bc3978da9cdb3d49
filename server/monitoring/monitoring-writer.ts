import { ALL_KEYS } from '@/common/domain/node-document';
import type { Log } from '@/common/log';
import type { Report } from '@/common/protocol/report';
import { refreshCheckCounts } from '../checks/refresh-counts';
import type { Sql } from '../db/database';
import type { Origin } from '../ingest/report-origin';
import { addCheckEvents } from './check-event-store';
import { saveStandings } from './check-store';
import type { DocumentStore } from './document-store';
import { saveMemberOf } from './member-of';
import { readTold } from './told-document';

export interface MonitoringWriterDeps {
  readonly documents: Pick<DocumentStore, 'save'>;
  readonly log: Log;
}

/** Writes what a report tells of a node's set-up, checks and groups, in the caller's transaction. */
export type WriteMonitoring = (sql: Sql, origin: Origin, report: Report) => Promise<void>;

export function createMonitoringWriter({ documents, log }: MonitoringWriterDeps): WriteMonitoring {
  return async (sql, origin, report) => {
    const { nodeId } = origin;
    const { told, illFormed } = readTold(report.documents);
    if (illFormed > 0) log.warn('documents not understood', { nodeId, documents: illFormed });
    await documents.save(sql, origin, told);
    await saveStandings(sql, origin, report.checks);
    const isList = told.some(({ kind, key }) => kind === 'check' && key === ALL_KEYS);
    if (report.checks.length > 0 || isList) await refreshCheckCounts(sql, [nodeId]);
    await addCheckEvents(sql, nodeId, report.checkEvents);
    if (told.some(({ kind }) => kind === 'groups')) await saveMemberOf(sql, nodeId);
  };
}

import type { Clock } from '@/common/clock';
import type { AuditPage, AuditQuery, AuditVerdict } from '@/common/domain/audit';
import type { Log } from '@/common/log';
import type { Database, Sql } from '../db/database';
import { type AuditChange, auditFields } from './audit-change';
import { createAuditHead } from './audit-head';
import { appendAuditRow, createAuditStore } from './audit-store';
import { HeadKeeper } from './head-keeper';
import { verifyChain } from './verify-chain';

export interface AuditServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** The server's part of the data directory. */
  readonly directory: string;
}

export interface AuditService {
  /** Writes within the caller's transaction, so that a change and its row stand or fall together. */
  record(sql: Sql, change: AuditChange): Promise<void>;
  /** In a transaction of its own: for what a library has committed by itself. */
  recordAlone(change: AuditChange): Promise<void>;
  list(query: AuditQuery): Promise<AuditPage>;
  verify(): Promise<AuditVerdict>;
  /** Writes down how far the log reaches. */
  close(): Promise<void>;
}

/**
 * Every change, as a chain of hashes in the database with its end written down outside of it. Takes
 * up where the last run of this server ended.
 */
export async function openAuditService(deps: AuditServiceDeps): Promise<AuditService> {
  const { database, clock, log, directory } = deps;
  const store = createAuditStore(database);
  const file = createAuditHead(directory);
  const head = new HeadKeeper({ store, file, clock, log });
  await head.open();

  async function record(sql: Sql, change: AuditChange): Promise<void> {
    await appendAuditRow(sql, auditFields(change), clock.wallMs());
    head.changed();
  }

  return {
    record,
    recordAlone: (change) => database.transaction((sql) => record(sql, change)),
    list: (query) => store.list(query),
    async verify() {
      const verdict = await verifyChain(store, file.read());
      if (!verdict.ok) log.error('the audit log is not as it was written', { ...verdict.fault });
      return verdict;
    },
    close: () => head.close(),
  };
}

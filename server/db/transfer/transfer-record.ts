import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditLink } from '../../audit/audit-chain';
import { type AuditAuthor, auditFields } from '../../audit/audit-change';
import { AUDIT_HEAD, createAuditHead } from '../../audit/audit-head';
import { appendAuditRow } from '../../audit/audit-store';
import { sqlOf } from '../session-sql';
import { keptName, type Swap } from './directory-swap';
import type { TransferSession } from './transfer-session';

/** What the audit log gains when a whole database is replaced. */
export interface TransferRecord {
  readonly by: AuditAuthor;
  readonly action: 'server.restore' | 'server.move';
  /** Which backup it was made of, or which database was moved. */
  readonly after: Readonly<Record<string, string | number>>;
  readonly atMs: number;
}

/**
 * Adds to the log of a database that was just filled who did it.
 * @returns where the log ends now; see `swapOfHead` and `replaceHead`
 */
export async function recordTransfer(
  session: TransferSession,
  { by, action, after, atMs }: TransferRecord,
): Promise<AuditLink> {
  const fields = auditFields({ by, action, target: 'server', after });
  return await appendAuditRow(sqlOf(session), fields, atMs);
}

/**
 * The file that says how far the log reaches, ready to be swapped in together with the database:
 * the one that is there tells of another log, and is kept.
 * @param folder the server's part of the data directory
 */
export function swapOfHead(folder: string, link: AuditLink, wallMs: number): Swap {
  const fresh = `${AUDIT_HEAD}.restoring`;
  createAuditHead(folder, fresh).write(link);
  return { fresh, place: AUDIT_HEAD, kept: keptHead(folder, wallMs) };
}

/**
 * The same where the database is elsewhere, or came into an empty place. A folder that is not there
 * is not made: then no server has looked from here.
 */
export function replaceHead(folder: string, link: AuditLink, wallMs: number): void {
  if (!existsSync(folder)) return;
  const path = join(folder, AUDIT_HEAD);
  if (existsSync(path)) renameSync(path, join(folder, keptHead(folder, wallMs)));
  createAuditHead(folder).write(link);
}

function keptHead(folder: string, wallMs: number): string {
  return keptName(join(folder, AUDIT_HEAD), 'before-transfer', wallMs);
}

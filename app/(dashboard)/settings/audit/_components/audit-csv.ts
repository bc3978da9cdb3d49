import { asCsv } from '@/app/_lib/csv';
import type { AuditRow } from '@/common/domain/audit';

const HEAD = [
  'seq',
  'at',
  'actor',
  'actor_id',
  'door',
  'address',
  'action',
  'target',
  'target_name',
  'before',
  'after',
];

/** Times in UTC, what changed as JSON. */
export function auditAsCsv(entries: readonly AuditRow[]): string {
  const rows = entries.map((entry) => [
    entry.seq,
    new Date(entry.atMs).toISOString(),
    entry.actorName,
    entry.actorId,
    entry.door,
    entry.address,
    entry.action,
    entry.target,
    entry.targetName,
    entry.before === null ? null : JSON.stringify(entry.before),
    entry.after === null ? null : JSON.stringify(entry.after),
  ]);
  return asCsv([HEAD, ...rows]);
}

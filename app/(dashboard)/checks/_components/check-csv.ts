import { asCsv } from '@/app/_lib/csv';
import type { CheckRow } from '@/common/domain/check-view';

const HEAD = ['node_id', 'node', 'check', 'pack', 'state', 'since', 'last_report', 'output'];

/** Rows as RFC 4180 has it, with a head; times are in UTC. */
export function checksAsCsv(rows: readonly CheckRow[]): string {
  const time = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString());
  return asCsv([
    HEAD,
    ...rows.map((row) => [
      row.nodeId,
      row.nodeName,
      row.check,
      row.pack,
      row.applies ? row.state : 'does not apply',
      time(row.sinceMs),
      time(row.lastReportMs),
      row.applies ? row.output : row.reason,
    ]),
  ]);
}

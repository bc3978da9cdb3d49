import type { NodeRow } from '@/common/domain/node';

const HEAD = [
  'id',
  'name',
  'hostname',
  'groups',
  'last_report',
  'cpu_percent',
  'cpu_count',
  'memory_percent',
  'memory_total_bytes',
  'disk_percent',
  'disk_used_bytes',
  'disk_total_bytes',
  'disk_mount',
  'load1',
  'uptime_seconds',
  'collectors_failing',
  'os',
  'agent_version',
];

/** Rows as RFC 4180 has it, with a head; what is not known is empty, times are in UTC. */
export function nodesAsCsv(rows: readonly NodeRow[]): string {
  return [HEAD, ...rows.map(cellsOf)].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function cellsOf({ vitals, ...node }: NodeRow): readonly (string | number | null)[] {
  return [
    node.id,
    node.name,
    node.hostname,
    node.groups.join(' '),
    node.lastReportMs === null ? null : new Date(node.lastReportMs).toISOString(),
    vitals.cpuPercent,
    vitals.cpuCount,
    vitals.memoryPercent,
    vitals.memoryTotalBytes,
    vitals.diskPercent,
    vitals.diskUsedBytes,
    vitals.diskTotalBytes,
    vitals.diskMount,
    vitals.load1,
    vitals.uptimeSeconds,
    node.collectorsFailing,
    node.os,
    node.agentVersion,
  ];
}

/** A text that a spreadsheet would take for a formula is made a text (CWE-1236). */
function quoted(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

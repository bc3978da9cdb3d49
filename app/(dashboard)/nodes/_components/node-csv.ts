import { asCsv, type Cell } from '@/app/_lib/csv';
import { CHECK_STATES_BY_RANK } from '@/common/domain/check-counts';
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
  ...CHECK_STATES_BY_RANK.map((state) => `checks_${state}`),
  'os',
  'agent_version',
];

/** Rows as RFC 4180 has it, with a head; what is not known is empty, times are in UTC. */
export function nodesAsCsv(rows: readonly NodeRow[]): string {
  return asCsv([HEAD, ...rows.map(cellsOf)]);
}

function cellsOf({ vitals, ...node }: NodeRow): readonly Cell[] {
  return [
    node.id,
    node.name,
    node.hostname,
    node.memberOf.join(' '),
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
    ...CHECK_STATES_BY_RANK.map((state) => node.checks[state]),
    node.os,
    node.agentVersion,
  ];
}

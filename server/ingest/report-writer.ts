import type { TimelineEntry } from '@/common/domain/timeline';
import { AppError } from '@/common/errors';
import type { Report } from '@/common/protocol/report';
import type { CollectorStore, NewFacts } from '../collectors/collector-store';
import type { Sql } from '../db/database';
import type { RecordMemberChanges } from '../membership/member-event-store';
import type { PreparedAppend } from '../metrics/sample-store';
import { monitoringEntries } from '../monitoring/monitoring-entries';
import type { WriteMonitoring } from '../monitoring/monitoring-writer';
import type { TimelineStore } from '../timeline/timeline-store';
import { nodeFactsOf } from './node-facts';
import { fullestDisk, type VitalValues } from './vitals';

/** A report whose samples are translated and checked, ready to be written. */
export interface CheckedReport {
  readonly nodeId: string;
  readonly report: Report;
  /** The run of the agent that sends it; the report may be left over from an earlier one. */
  readonly currentEpoch: string;
  readonly append: PreparedAppend;
  readonly vitals: VitalValues;
}

/** `repeat`: is here already. `newest`: the last that the node said. `late`: back-filled. */
export type Claim = 'repeat' | 'newest' | 'late';

/** Nothing is taken of a node that is shut out, whatever its connection was told of that. */
export class NotAdmittedError extends AppError {
  constructor() {
    super('BUSY', 'This node is not let in any more: open another session.');
    this.name = 'NotAdmittedError';
  }
}

export interface ReportWriterDeps {
  readonly collectors: CollectorStore;
  readonly entries: TimelineStore;
  readonly writeMonitoring: WriteMonitoring;
  readonly recordMembers: RecordMemberChanges;
}

export type ReportWriter = ReturnType<typeof createReportWriter>;

/** Writes reports within a transaction of the caller: all of a report, or nothing. */
export function createReportWriter(deps: ReportWriterDeps) {
  const { collectors, entries, writeMonitoring, recordMembers } = deps;
  return {
    async claim(sql: Sql, { nodeId, report, currentEpoch }: CheckedReport): Promise<Claim> {
      const { rows } = await sql.query<{ last: bigint }>(
        `INSERT INTO "AgentEpoch" ("nodeId", epoch, received)
         VALUES ($1, $2, int8multirange(int8range($3::int8, $3::int8, '[]')))
         ON CONFLICT ("nodeId", epoch) DO UPDATE
         SET received = "AgentEpoch".received + excluded.received, "lastAt" = now()
         WHERE NOT "AgentEpoch".received @> $3::int8
         RETURNING (upper(received) - 1)::int8 AS last`,
        [nodeId, report.epoch, report.sequence],
      );
      const last = rows[0]?.last;
      if (last === undefined) return 'repeat';
      const isNewest = report.epoch === currentEpoch && Number(last) === report.sequence;
      return isNewest ? 'newest' : 'late';
    },

    /**
     * @returns what the timeline gained
     * @throws {NotAdmittedError} for a node that was shut out or removed meanwhile
     */
    async write(
      sql: Sql,
      checked: CheckedReport,
      isNewest: boolean,
      nowMs: number,
    ): Promise<readonly TimelineEntry[]> {
      const { nodeId, report, currentEpoch } = checked;
      const { atMs, epoch, sequence } = report;
      const origin = { nodeId, atMs, epoch, sequence, currentEpoch };
      await collectors.saveStatuses(sql, origin, report.statuses);
      const facts = await collectors.saveFacts(sql, origin, report.facts);
      await writeMonitoring(sql, origin, report);
      await saveNode(sql, checked, { facts, isNewest, nowMs });
      const told = [...report.events, ...monitoringEntries(report)];
      const added = await entries.add(
        sql,
        told.map((entry) => ({ ...entry, nodeId, actor: 'agent' })),
      );
      return [...added, ...(await recordMembers(sql, nodeId, report.memberChanges))];
    },
  };
}

interface Found {
  /** Facts that are the newest of their collector, whenever they came. */
  readonly facts: readonly NewFacts[];
  readonly isNewest: boolean;
  readonly nowMs: number;
}

/**
 * The node's own row: that it reported, and its vitals. A report that was back-filled proves that
 * the agent is there, but its numbers are of another time; its facts hold until there are others.
 */
async function saveNode(
  sql: Sql,
  { nodeId, report, vitals }: CheckedReport,
  { facts, isNewest, nowMs }: Found,
): Promise<void> {
  const columns: Columns = { ...(isNewest ? vitalColumns(vitals) : {}), ...nodeFactsOf(facts) };
  const names = Object.keys(columns);
  const assignments = names.map((name, index) => `, "${name}" = $${index + 4}`).join('');
  const { affected } = await sql.query(
    `UPDATE "Node" SET "lastReportAt" = greatest("lastReportAt", $2),
       "appliedRevision" = greatest("appliedRevision", $3),
       "collectorsFailing" = (SELECT count(*) FROM "NodeCollector"
         WHERE "nodeId" = $1 AND state IN ('error', 'missing-configuration'))
       ${assignments}
     WHERE id = $1 AND admission = 'active'`,
    [
      nodeId,
      new Date(nowMs),
      report.appliedRevision,
      ...names.map((name) => columns[name] ?? null),
    ],
  );
  if (affected === 0) throw new NotAdmittedError();
}

type Columns = Record<string, number | string | readonly string[] | undefined>;

function vitalColumns(vitals: VitalValues): Columns {
  const { disks: _disks, ...plain } = vitals;
  const disk = fullestDisk(vitals);
  if (disk === undefined) return plain;
  return {
    ...plain,
    diskPercent: disk.percent,
    diskMount: disk.mount,
    diskTotalBytes: disk.totalBytes,
    diskUsedBytes: disk.usedBytes,
  };
}

import { type CheckSpan, spansOf } from '@/common/domain/check-span';
import type { CheckHistoryRow, CheckRow } from '@/common/domain/check-view';
import type { Sql, SqlValue } from '../db/database';
import { checkState } from './check-row';

/** Of one check: what a bar of ticks can show, and a bound for one that flaps. */
const CHANGES_MAX = 200;

interface Row {
  readonly id: bigint;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly check: string;
  readonly at: Date;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly output: string;
}

export interface HistoryQuery {
  readonly check?: string | undefined;
  readonly nodeId?: string | undefined;
  /** The id of the last row that is shown already. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What happened to checks, newest first. Events may come late: the order is by time, then by id. */
export async function findHistory(sql: Sql, query: HistoryQuery): Promise<CheckHistoryRow[]> {
  const values: SqlValue[] = [];
  const value = (given: SqlValue) => `$${values.push(given)}`;
  const conditions = ['TRUE'];
  if (query.check !== undefined) conditions.push(`event."check" = ${value(query.check)}`);
  if (query.nodeId !== undefined) conditions.push(`event."nodeId" = ${value(query.nodeId)}`);
  if (query.before !== undefined) {
    const place = `SELECT at, id FROM "CheckEvent" WHERE id = ${value(BigInt(query.before))}`;
    conditions.push(`(event.at, event.id) < (${place})`);
  }
  const { rows } = await sql.query<Row>(
    `SELECT event.id, event."nodeId", node.name AS "nodeName", event."check", event.at, event.kind,
       event."from", event."to", event.output
     FROM "CheckEvent" event JOIN "Node" node ON node.id = event."nodeId"
     WHERE ${conditions.join(' AND ')}
     ORDER BY event.at DESC, event.id DESC LIMIT ${value(query.limit)}`,
    values,
  );
  return rows.map(historyRow);
}

function historyRow({ id, at, kind, from, to, ...row }: Row): CheckHistoryRow {
  const isFlapping = kind === 'flapping-started' || kind === 'flapping-ended';
  return {
    ...row,
    id: String(id),
    atMs: at.getTime(),
    kind: isFlapping ? kind : 'state',
    from: checkState(from),
    to: checkState(to),
  };
}

/** How checks stood since a moment, in the order of the rows that are given. */
export async function findSpans(
  sql: Sql,
  standing: readonly Pick<CheckRow, 'nodeId' | 'check' | 'state' | 'sinceMs'>[],
  sinceMs: number,
): Promise<(readonly CheckSpan[])[]> {
  const { rows } = await sql.query<Pick<Row, 'nodeId' | 'check' | 'at' | 'from' | 'to'>>(
    `SELECT wanted."nodeId", wanted."check", event.at, event."from", event."to"
     FROM unnest($1::text[], $2::text[]) AS wanted("nodeId", "check"),
       LATERAL (SELECT at, id, "from", "to" FROM "CheckEvent"
                WHERE "nodeId" = wanted."nodeId" AND "check" = wanted."check" AND kind = 'state'
                  AND at >= $3
                ORDER BY at DESC, id DESC LIMIT ${CHANGES_MAX}) event
     ORDER BY event.at, event.id`,
    [standing.map(({ nodeId }) => nodeId), standing.map(({ check }) => check), new Date(sinceMs)],
  );
  const byCheck = new Map<
    string,
    { atMs: number; from: ReturnType<typeof checkState>; to: ReturnType<typeof checkState> }[]
  >();
  for (const { nodeId, check, at, from, to } of rows) {
    const changes = byCheck.get(`${nodeId} ${check}`) ?? [];
    changes.push({ atMs: at.getTime(), from: checkState(from), to: checkState(to) });
    byCheck.set(`${nodeId} ${check}`, changes);
  }
  return standing.map((row) =>
    spansOf(byCheck.get(`${row.nodeId} ${row.check}`) ?? [], row, sinceMs),
  );
}

import type { CheckHistoryEntry } from '@/common/domain/check-report';
import type { Json } from '@/common/json';
import type { Database, Sql } from '../db/database';

const DAY_MS = 86_400_000;

/** How long it is known what happened to checks; about 200 bytes each. */
export const CHECK_EVENTS_KEPT_MS = 90 * DAY_MS;

/** Rows of one statement: others wait for the connection meanwhile. */
const ROWS_AT_ONCE = 2_000;

/** Writes down what happened to checks of a node, in this order; attempts are not kept. */
export async function addCheckEvents(
  sql: Sql,
  nodeId: string,
  events: readonly CheckHistoryEntry[],
): Promise<void> {
  const rows = events.flatMap(rowOf);
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO "CheckEvent" ("nodeId", "check", at, kind, "from", "to", output)
     SELECT $1, "check", at, kind, "from", "to", output
     FROM ROWS FROM (jsonb_to_recordset($2::jsonb)
       AS ("check" text, at timestamptz, kind text, "from" text, "to" text, output text))
       WITH ORDINALITY AS told("check", at, kind, "from", "to", output, place)
     ORDER BY place`,
    [nodeId, JSON.stringify(rows)],
  );
}

function rowOf(event: CheckHistoryEntry): Json[] {
  if (event.kind === 'attempt') return [];
  const { check, kind, output } = event;
  const [from, to] = event.kind === 'state' ? [event.from, event.to] : ['', ''];
  return [{ check, at: new Date(event.atMs).toISOString(), kind, from, to, output }];
}

/** Deletes what happened before; for a chore that runs now and then. */
export async function expireCheckEvents(database: Database, beforeMs: number): Promise<void> {
  for (;;) {
    const { affected } = await database.query(
      `DELETE FROM "CheckEvent" WHERE id IN (
         SELECT id FROM "CheckEvent" WHERE at < $1 ORDER BY at LIMIT $2)`,
      [new Date(beforeMs), ROWS_AT_ONCE],
    );
    if (affected < ROWS_AT_ONCE) return;
  }
}

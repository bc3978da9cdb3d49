import type { Sql } from '../db/database';

export interface Silence {
  readonly id: string;
  readonly lastReportMs: number;
}

export interface Return {
  readonly id: string;
  /** Between the report before the silence was told and now. */
  readonly silentMs: number;
}

/**
 * Marks those that have not reported since `before`; each is given once, whoever asks. Of a node
 * that is not let in no report is expected, and one that was just let in has time to come back.
 */
export async function markSilent(sql: Sql, before: Date, now: Date): Promise<readonly Silence[]> {
  const { rows } = await sql.query<{ id: string; lastReportAt: Date }>(
    `UPDATE "Node" SET "silentToldAt" = $2
     WHERE "silentToldAt" IS NULL AND "lastReportAt" < $1
       AND admission = 'active' AND "admissionAt" < $1
     RETURNING id, "lastReportAt"`,
    [before, now],
  );
  return rows.map(({ id, lastReportAt }) => ({ id, lastReportMs: lastReportAt.getTime() }));
}

/** Takes the mark off those that have reported since it was set. */
export async function markReturned(sql: Sql, before: Date, now: Date): Promise<readonly Return[]> {
  const { rows } = await sql.query<{ id: string; toldAt: Date }>(
    `UPDATE "Node" node SET "silentToldAt" = NULL
     FROM "Node" earlier
     WHERE earlier.id = node.id AND node."silentToldAt" IS NOT NULL AND node."lastReportAt" >= $1
     RETURNING node.id, earlier."silentToldAt" AS "toldAt"`,
    [before],
  );
  return rows.map(({ id, toldAt }) => ({ id, silentMs: now.getTime() - toldAt.getTime() }));
}

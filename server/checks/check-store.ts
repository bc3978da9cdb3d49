import type { CheckFilter, CheckGrouping, CheckQuery } from '@/common/domain/check-query';
import type { CheckRow } from '@/common/domain/check-view';
import { ALL_KEYS } from '@/common/domain/node-document';
import type { Database } from '../db/database';
import { findDefinitions } from './check-definitions';
import { findHistory, findSpans, type HistoryQuery } from './check-past';
import { findProblems } from './check-problems';
import { CHECK_COLUMNS, checkRow, type StoredCheck } from './check-row';
import { searchChecks } from './check-search';
import { countChecks, groupChecks } from './count-checks';

/** A check of one node with what was kept of why it is as it is. */
export interface KeptCheck {
  readonly row: CheckRow;
  /** Parts of a `CheckExplanation`, of when it became a problem; as the agent told them. */
  readonly explanation: unknown;
}

/** What a node's file says of a check, for a list. */
export interface CheckNote {
  readonly check: string;
  readonly summary: string;
  readonly way: string;
  readonly intervalMs: number;
}

export type CheckStore = ReturnType<typeof createCheckStore>;

/** Reads how checks stand; they are written by ingest, see `server/monitoring`. */
export function createCheckStore(database: Database) {
  return {
    page: (query: CheckQuery, nowMs: number) => searchChecks(database, query, nowMs),
    counts: (filter: CheckFilter, nowMs: number) => countChecks(database, filter, nowMs),
    groups: (by: CheckGrouping, filter: CheckFilter, nowMs: number) =>
      groupChecks(database, by, filter, nowMs),
    problems: (nowMs: number) => findProblems(database, nowMs),
    definitions: (check: string, nodeId: string | undefined) =>
      findDefinitions(database, check, nodeId),
    history: (query: HistoryQuery) => findHistory(database, query),
    spans: (rows: readonly CheckRow[], sinceMs: number) => findSpans(database, rows, sinceMs),

    /** All of a node, worst first; those that do not apply at the end. */
    async ofNode(nodeId: string): Promise<CheckRow[]> {
      const { rows } = await database.query<StoredCheck>(
        `SELECT ${CHECK_COLUMNS} FROM "NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"
         WHERE c."nodeId" = $1 ORDER BY c.applies DESC, c.rank, c."check" LIMIT 2000`,
        [nodeId],
      );
      return rows.map(checkRow);
    },

    /** One check of those of the nodes that have it, in no order. */
    async onNodes(check: string, nodeIds: readonly string[]): Promise<CheckRow[]> {
      const { rows } = await database.query<StoredCheck>(
        `SELECT ${CHECK_COLUMNS} FROM "NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"
         WHERE c."check" = $1 AND c."nodeId" = ANY($2::text[])`,
        [check, nodeIds],
      );
      return rows.map(checkRow);
    },

    async notesOf(nodeId: string): Promise<ReadonlyMap<string, CheckNote>> {
      const { rows } = await database.query<CheckNote>(
        `SELECT "key" AS "check", json->>'summary' AS summary, json->>'way' AS way,
           (json->>'intervalMs')::float8 AS "intervalMs"
         FROM "NodeDocument" WHERE "nodeId" = $1 AND kind = 'check' AND "key" <> '${ALL_KEYS}'`,
        [nodeId],
      );
      return new Map(rows.map((row) => [row.check, row]));
    },

    async find(nodeId: string, check: string): Promise<KeptCheck | undefined> {
      const { rows } = await database.query<StoredCheck & { explanation: unknown }>(
        `SELECT ${CHECK_COLUMNS}, c.explanation
         FROM "NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"
         WHERE c."nodeId" = $1 AND c."check" = $2`,
        [nodeId, check],
      );
      const [found] = rows;
      if (found === undefined) return undefined;
      return { row: checkRow(found), explanation: found.explanation };
    },
  };
}

import { CHECK_STATES_BY_RANK } from '@/common/domain/check-counts';
import type { Sql } from '../db/database';

const COUNTS = CHECK_STATES_BY_RANK.map(
  (_, rank) => `(count(*) FILTER (WHERE c.rank = ${rank}))::int4`,
).join(', ');

/** The same for nodes to which checks of the same names apply. */
const SET = `left(encode(sha256(convert_to(
  string_agg(c."check", E'\\n' ORDER BY c."check" COLLATE "C"), 'UTF8')), 'hex'), 32)`;

/**
 * Adds up the checks of nodes in their rows, within the transaction that changed them: so that
 * lists, counts and cells of thousands of nodes need not read their checks.
 */
export async function refreshCheckCounts(sql: Sql, nodeIds: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE "Node" node SET "checkCounts" = counted.counts, "checkSet" = counted.set
     FROM (
       SELECT wanted.id, ARRAY[${COUNTS}] AS counts, coalesce(${SET}, '') AS set
       FROM unnest($1::text[]) AS wanted(id)
       LEFT JOIN "NodeCheck" c ON c."nodeId" = wanted.id AND c.applies
       GROUP BY wanted.id
     ) counted
     WHERE node.id = counted.id
       AND (node."checkCounts", node."checkSet") IS DISTINCT FROM (counted.counts, counted.set)`,
    [nodeIds],
  );
}

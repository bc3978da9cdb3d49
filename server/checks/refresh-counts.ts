import { CHECK_STATES_BY_RANK } from '@/common/domain/check-counts';
import type { Sql } from '../db/database';

const COUNTS = CHECK_STATES_BY_RANK.map(
  (_, rank) => `(count(*) FILTER (WHERE c.rank = ${rank}))::int4`,
).join(', ');

/**
 * Adds up the checks of nodes in their rows, within the transaction that changed them: so that
 * lists, counts and cells of thousands of nodes need not read their checks.
 */
export async function refreshCheckCounts(sql: Sql, nodeIds: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE "Node" node SET "checkCounts" = counted.counts
     FROM (
       SELECT wanted.id, ARRAY[${COUNTS}] AS counts
       FROM unnest($1::text[]) AS wanted(id)
       LEFT JOIN "NodeCheck" c ON c."nodeId" = wanted.id AND c.applies
       GROUP BY wanted.id
     ) counted
     WHERE node.id = counted.id AND node."checkCounts" IS DISTINCT FROM counted.counts`,
    [nodeIds],
  );
}

import type { Sql } from '../db/database';

/**
 * Every group of a node, as SQL: those that people gave it, and those that it told of itself. What
 * it repeats of the given ones is passed over, since it may not have heard of a change yet.
 * @param given an expression for those that people gave
 */
export function memberOfSql(given: string): string {
  return `ARRAY(SELECT name FROM (
      SELECT unnest(${given}) AS name
      UNION SELECT membership->>'group'
        FROM "NodeDocument" told, jsonb_array_elements(told.json->'memberships') AS membership
        WHERE told."nodeId" = "Node".id AND told.kind = 'groups' AND told.key = ''
          AND membership->>'source' <> 'given'
    ) AS every ORDER BY name COLLATE "C")`;
}

/** Why a node is in its groups by what it told, always in the same order, as SQL. */
const MEMBERSHIPS = `coalesce((
    SELECT jsonb_agg(DISTINCT membership - 'sinceMs')
    FROM "NodeDocument" told, jsonb_array_elements(told.json->'memberships') AS membership
    WHERE told."nodeId" = "Node".id AND told.kind = 'groups' AND told.key = ''
      AND membership->>'source' <> 'given'
  ), '[]')`;

/** After the node told other groups. */
export async function saveMemberOf(sql: Sql, nodeId: string): Promise<void> {
  await sql.query(
    `UPDATE "Node" SET "memberOf" = ${memberOfSql('groups')}, memberships = ${MEMBERSHIPS}
     WHERE id = $1`,
    [nodeId],
  );
}

import type { Sql } from '../db/database';

/** What a text was found in the names of. */
export interface Named {
  readonly nodeIds: readonly string[];
  readonly checks: readonly string[];
}

const NOTHING: Named = { nodeIds: [], checks: [] };

/**
 * Looks for a text, in any case, where each name stands once: in the nodes, and from check to check
 * along an index. What asks for checks by it several times looks once.
 */
export async function findNamed(sql: Sql, text: string): Promise<Named> {
  if (text === '') return NOTHING;
  const { rows } = await sql.query<Named>(FIND, [text]);
  return rows[0] ?? NOTHING;
}

/** Whether a column holds a text, in any case; as SQL. */
export function has(column: string, text: string): string {
  return `strpos(lower(${column}), lower(${text})) > 0`;
}

const FIND = `WITH RECURSIVE named("check") AS (
    (SELECT "check" FROM "NodeCheck" ORDER BY "check" LIMIT 1)
    UNION ALL
    SELECT (SELECT further."check" FROM "NodeCheck" further
            WHERE further."check" > named."check" ORDER BY further."check" LIMIT 1)
    FROM named WHERE named."check" IS NOT NULL)
  SELECT ARRAY(SELECT id FROM "Node" n
               WHERE ${has('n.name', '$1')} OR ${has('n.hostname', '$1')}) AS "nodeIds",
    ARRAY(SELECT "check" FROM named WHERE ${has('"check"', '$1')}) AS checks`;

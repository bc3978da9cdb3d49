import { STALE_AFTER_MS } from '@/common/domain/node';
import type { NodeQuery } from '@/common/domain/node-query';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { Sql, SqlValue } from '../db/database';
import { groupSetSql } from './group-set-sql';
import { isGone, standingSql } from './standing-sql';

/** Nodes of one page in its order, and how many match over all pages. */
export interface FoundNodes {
  readonly ids: readonly string[];
  readonly total: number;
}

/**
 * Finds nodes in SQL of its own: Prisma neither looks for a part of a word in an array, nor takes
 * `%` and `_` as themselves, nor sorts by anything but a column.
 * @param nowMs by which states are told
 * @throws {AppError} INVALID for a group set that is none, with the place in its text
 */
export async function searchNodes(
  sql: Sql,
  { query, group, state, sort, descending, page, pageSize }: NodeQuery,
  nowMs: number,
): Promise<FoundNodes> {
  const wanted: SqlValue[] = [query, state ?? null, new Date(nowMs - STALE_AFTER_MS)];
  const inGroups = group === undefined ? 'TRUE' : groupSetSql(readGroupSet(group), wanted);
  const matches = `${MATCHES} AND ${inGroups}`;
  const counted = await sql.query<{ total: number }>(
    `SELECT count(*)::int4 AS total FROM "Node" WHERE ${matches}`,
    wanted,
  );
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM "Node" WHERE ${matches} ORDER BY ${orderOf(sort, descending)}, lower(name), id
     LIMIT $${wanted.length + 1} OFFSET $${wanted.length + 2}`,
    [...wanted, pageSize, page * pageSize],
  );
  return { ids: rows.map(({ id }) => id), total: counted.rows[0]?.total ?? 0 };
}

const MATCHES = `
  (strpos(lower(name), lower($1)) > 0 OR strpos(lower(hostname), lower($1)) > 0
    OR strpos(lower(os), lower($1)) > 0
    OR EXISTS (SELECT FROM unnest("memberOf") AS member(name)
               WHERE strpos(lower(member.name), lower($1)) > 0))
  AND ($2::text IS NULL OR $2 = ${standingSql({ staleBefore: '$3' })})`;

/** A version is compared number by number, so that 0.10 follows 0.9. */
const VERSION = `CASE WHEN "agentVersion" <> '' THEN
  ARRAY(SELECT part[1]::int8 FROM regexp_matches("agentVersion", '\\d{1,18}', 'g') AS part) END`;

const COLUMNS: Readonly<Record<NodeQuery['sort'], string>> = {
  name: 'lower(name)',
  // Arrays sort by their first number that differs: so many critical, then so many warnings.
  checks: `nullif(nullif("checkCounts", '{}'), '{0,0,0,0,0,0}')`,
  cpu: '"cpuPercent"',
  memory: '"memoryPercent"',
  disk: '"diskPercent"',
  load: 'load1',
  version: VERSION,
  // Of a node that is not let in, or went, no report is expected: its last one is no reason to come
  // first; one that is down does, however lately it reported.
  state: `CASE WHEN admission <> 'active' THEN NULL WHEN ${isGone('left')} THEN 'infinity'
    WHEN ${isGone('dead')} THEN '-infinity' ELSE "lastReportAt" END`,
  age: '"lastReportAt"',
};

/** What is not known comes last, whichever way the rest is sorted. */
function orderOf(sort: NodeQuery['sort'], descending: boolean): string {
  // The older the last report, the worse the state: both columns run against the column's time.
  const isTime = sort === 'state' || sort === 'age';
  return `${COLUMNS[sort]} ${descending === isTime ? 'ASC' : 'DESC'} NULLS LAST`;
}

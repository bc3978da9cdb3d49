import { rankOf, sumOfCounts } from '@/common/domain/check-counts';
import type { CheckQuery } from '@/common/domain/check-query';
import type { CheckPage } from '@/common/domain/check-view';
import type { Sql, SqlValue } from '../db/database';
import { applies, every, filterSql } from './check-filter-sql';
import { afterSql, cursorOf, orderSql } from './check-order';
import { CHECK_COLUMNS, checkRow, type StoredCheck } from './check-row';
import { countChecks } from './count-checks';
import { findNamed } from './find-named';

/**
 * A page of the checks that match. Pages go on from a row, not from a number: a check that changes
 * its state meanwhile moves no other from page to page.
 * @throws {AppError} INVALID for a group set expression, or a place, that is none
 */
export async function searchChecks(sql: Sql, query: CheckQuery, nowMs: number): Promise<CheckPage> {
  const named = await findNamed(sql, query.query);
  const { values, ofNode, ofCheck } = filterSql(query, nowMs, named);
  const conditions = [applies(query), ...ofNode, ...ofCheck];
  if (query.states.length > 0) conditions.push(rankSql(query.states.map(rankOf), values));
  if (query.after !== undefined) conditions.push(afterSql(query.sort, query.after, values));
  const { rows } = await sql.query<StoredCheck>(
    `SELECT ${CHECK_COLUMNS} FROM "NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"
     WHERE ${every(conditions)} ORDER BY ${orderSql(query.sort)} LIMIT $${values.push(query.limit + 1)}`,
    values,
  );
  const { counts, silent } = await countChecks(sql, query, nowMs, named);
  const states = query.states.length === 0 ? undefined : query.states;
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(checkRow),
    counts,
    silent,
    total: sumOfCounts(counts, states) + sumOfCounts(silent, states),
    next: rows.length <= query.limit || last === undefined ? null : cursorOf(query.sort, last),
  };
}

/** Ranks that follow one another are a range, in which an index has the rows in their order. */
function rankSql(ranks: readonly number[], values: SqlValue[]): string {
  const [first, last] = [Math.min(...ranks), Math.max(...ranks)];
  if (new Set(ranks).size === last - first + 1) return `c.rank BETWEEN ${first} AND ${last}`;
  return `c.rank = ANY($${values.push(ranks)}::int2[])`;
}

import { CHECK_STATES_BY_RANK, countsOf } from '@/common/domain/check-counts';
import { CHECK_NODES_MAX, type CheckFilter, type CheckGrouping } from '@/common/domain/check-query';
import type { CheckGroupRow, CheckTotals } from '@/common/domain/check-view';
import type { Sql } from '../db/database';
import { applies, every, type FilterSql, filterSql } from './check-filter-sql';
import { alikeSql } from './count-alike';
import { findNamed, type Named } from './find-named';

/** What is added up at once; there are few packs and checks, and nobody reads more nodes. */
const GROUPS_MAX: Readonly<Record<CheckGrouping, number>> = {
  check: 500,
  pack: 500,
  group: 500,
  node: CHECK_NODES_MAX,
};

interface Counted {
  readonly counts: readonly number[];
  readonly silent: readonly number[];
}

/** How the checks that match stand; those of nodes that do not report are counted apart. */
export async function countChecks(
  sql: Sql,
  filter: CheckFilter,
  nowMs: number,
  named?: Named,
): Promise<CheckTotals> {
  const asked = filterSql(filter, nowMs, named ?? (await findNamed(sql, filter.query)));
  const { from, counted } = source(filter, asked);
  const { rows } = await sql.query<Counted>(`SELECT ${counted} FROM ${from}`, asked.values);
  return totals(rows[0] ?? { counts: [], silent: [] });
}

/** The same for each of what they have in common, worst first. */
export async function groupChecks(
  sql: Sql,
  by: CheckGrouping,
  filter: CheckFilter,
  nowMs: number,
): Promise<CheckGroupRow[]> {
  const asked = filterSql(filter, nowMs, await findNamed(sql, filter.query));
  const { from, counted } = source(filter, asked, by);
  const isOneRow = by === 'node' && asked.ofCheck.length === 0;
  const { rows } = await sql.query<Counted & { key: string; label: string }>(
    `SELECT ${KEYS[by]}, ${counted} FROM ${from} ${isOneRow ? '' : 'GROUP BY 1, 2'}
     ORDER BY counts DESC, silent DESC, label, key LIMIT ${GROUPS_MAX[by]}`,
    asked.values,
  );
  return rows.map(({ key, label, ...row }) => ({ key, label, ...totals(row) }));
}

const KEYS: Readonly<Record<CheckGrouping, string>> = {
  check: 'c."check" AS key, c."check" AS label',
  pack: 'c.pack AS key, c.pack AS label',
  node: 'n.id AS key, n.name AS label',
  group: 'member.name AS key, member.name AS label',
};

/**
 * Where to count. What asks of nodes alone is added up from the numbers in their rows: of 10,000
 * nodes that is 10,000 rows instead of all of their checks.
 */
function source(filter: CheckFilter, asked: FilterSql, by?: CheckGrouping) {
  const { reports, ofNode, ofCheck } = asked;
  const members = by === 'group' ? ', unnest(n."memberOf") AS member(name)' : '';
  if (ofCheck.length > 0) {
    const counts = (condition: string) =>
      listOf((rank) => `count(*) FILTER (WHERE c.rank = ${rank} AND ${condition})`);
    const conditions = every([applies(filter), ...ofNode, ...ofCheck]);
    const from = `"NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"${members} WHERE ${conditions}`;
    return { from, counted: both(counts, reports()) };
  }
  if (by === 'check' || by === 'pack') {
    const sums = (condition: string) =>
      listOf((rank) => `sum(c.checks) FILTER (WHERE c.rank = ${rank} AND ${condition})`);
    return { from: `${alikeSql(asked)} c`, counted: both(sums, 'c.reports') };
  }
  if (by === 'node') {
    const kept = (condition: string) =>
      `CASE WHEN ${condition} THEN n."checkCounts" ELSE ${NONE} END`;
    return { from: `"Node" n WHERE ${every(ofNode)}`, counted: both(kept, reports()) };
  }
  const sums = (condition: string) =>
    listOf((rank) => `sum(n."checkCounts"[${rank + 1}]) FILTER (WHERE ${condition})`);
  return { from: `"Node" n${members} WHERE ${every(ofNode)}`, counted: both(sums, reports()) };
}

const NONE = `ARRAY[${CHECK_STATES_BY_RANK.map(() => 0).join(', ')}]`;

function both(listWhere: (condition: string) => string, reports: string): string {
  return `${listWhere(reports)} AS counts, ${listWhere(`NOT ${reports}`)} AS silent`;
}

function listOf(of: (rank: number) => string): string {
  return `ARRAY[${CHECK_STATES_BY_RANK.map((_, rank) => `coalesce(${of(rank)}, 0)::int4`).join(', ')}]`;
}

function totals({ counts, silent }: Counted): CheckTotals {
  return { counts: countsOf(counts), silent: countsOf(silent) };
}

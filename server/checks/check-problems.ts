import { PROBLEM_STATES, rankOf } from '@/common/domain/check-counts';
import type { CheckProblem } from '@/common/domain/check-view';
import { STALE_AFTER_MS } from '@/common/domain/node';
import type { Sql } from '../db/database';
import { isLiveSql } from '../nodes/standing-sql';
import { checkState } from './check-row';

/** What is told of them at once; the list has the rest. */
const PROBLEMS_MAX = 50;
const RANKS = PROBLEM_STATES.map(rankOf);

interface Row extends Omit<CheckProblem, 'state' | 'sinceMs'> {
  readonly state: string;
  readonly since: Date;
}

/** What is wrong on nodes that report, one row a check: a check of many nodes is one thing to read. */
export async function findProblems(sql: Sql, nowMs: number): Promise<CheckProblem[]> {
  const { rows } = await sql.query<Row>(
    `WITH problem AS (
       SELECT c."check", c.state, c.rank, c.since, c.output, c."nodeId", n.name AS "nodeName",
         count(*) OVER (PARTITION BY c."check") AS nodes,
         row_number() OVER (PARTITION BY c."check" ORDER BY c.rank, c.since DESC, c."nodeId") AS place
       FROM "NodeCheck" c JOIN "Node" n ON n.id = c."nodeId"
       WHERE c.applies AND c.rank = ANY($2::int2[])
         AND ${isLiveSql({ node: 'n', staleBefore: '$1' })}
     )
     SELECT "check", state, since, output, "nodeId", "nodeName", nodes::int4 AS nodes
     FROM problem WHERE place = 1 ORDER BY rank, nodes DESC, since DESC, "check" LIMIT ${PROBLEMS_MAX}`,
    [new Date(nowMs - STALE_AFTER_MS), RANKS],
  );
  return rows.map(({ since, state, ...row }) => ({
    ...row,
    state: checkState(state) ?? 'unknown',
    sinceMs: since.getTime(),
  }));
}

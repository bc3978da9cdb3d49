import { PROBLEM_STATES, rankOf } from '@/common/domain/check-counts';
import type { CheckFilter } from '@/common/domain/check-query';
import { STALE_AFTER_MS } from '@/common/domain/node';
import { readGroupSet } from '@/common/group-set/read-group-set';
import type { SqlValue } from '../db/database';
import { groupSetSql } from '../nodes/group-set-sql';
import { isLiveSql } from '../nodes/standing-sql';
import { has, type Named } from './find-named';

/** Ranks up to this one are problems. */
const LAST_PROBLEM = Math.max(...PROBLEM_STATES.map(rankOf));

/** Conditions with the values that they take, for a statement over "NodeCheck" c and "Node" n. */
export interface FilterSql {
  readonly values: SqlValue[];
  /** Whether the node reports, as `nodeStanding` has it; takes a value when it is first asked for. */
  readonly reports: () => string;
  /** What is asked of the node. */
  readonly ofNode: readonly string[];
  /** What is asked of the check, or of both; empty where counting nodes is enough. */
  readonly ofCheck: readonly string[];
}

/**
 * @param named what its text was found in, see `findNamed`
 * @throws {ExpressionError} for a group set expression that is none
 */
export function filterSql(filter: CheckFilter, nowMs: number, named: Named): FilterSql {
  const values: SqlValue[] = [];
  const value = (given: SqlValue) => `$${values.push(given)}`;
  let staleBefore: string | undefined;
  const reports = () => {
    staleBefore ??= value(new Date(nowMs - STALE_AFTER_MS));
    return isLiveSql({ node: 'n', staleBefore });
  };
  const ofNode: string[] = [];
  const ofCheck: string[] = [];
  if (filter.group.trim() !== '') ofNode.push(groupSetSql(readGroupSet(filter.group), values));
  if (filter.nodeId !== undefined) ofNode.push(`n.id = ${value(filter.nodeId)}`);
  if (filter.silent !== 'any')
    ofNode.push(filter.silent === 'none' ? reports() : `NOT ${reports()}`);
  if (filter.check !== undefined) ofCheck.push(`c."check" = ${value(filter.check)}`);
  if (filter.pack !== undefined) ofCheck.push(`c.pack = ${value(filter.pack)}`);
  if (filter.query !== '') ofCheck.push(textSql(named, value, filter.query));
  if (filter.all) ofCheck.push('TRUE');
  return { values, reports, ofNode, ofCheck };
}

export function applies({ all }: CheckFilter): string {
  return all ? 'TRUE' : 'c.applies';
}

/** `a AND b`; of nothing it is true. */
export function every(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/**
 * A part of a check, of its node's name or host name, or of the output of what is wrong: the
 * outputs of what is well say nothing, and are most of them.
 */
function textSql({ nodeIds, checks }: Named, value: (given: SqlValue) => string, text: string) {
  const ways = [`(c.rank <= ${LAST_PROBLEM} AND ${has('c.output', value(text))})`];
  if (nodeIds.length > 0) ways.push(`c."nodeId" = ANY(${value([...nodeIds])}::text[])`);
  if (checks.length > 0) ways.push(`c."check" = ANY(${value([...checks])}::text[])`);
  return `(${ways.join(' OR ')})`;
}

import type { GroupSet } from '@/common/group-set/group-set';
import type { SqlValue } from '../db/database';

/**
 * A condition on rows of "Node". Each group is a question of its own to the GIN index on
 * `"memberOf"`; PostgreSQL joins their answers.
 * @param parameters of the statement so far; the names of the groups are added to them
 */
export function groupSetSql(set: GroupSet, parameters: SqlValue[]): string {
  switch (set.is) {
    case 'every-node':
      return 'TRUE';
    case 'group':
      parameters.push([set.group]);
      return `"memberOf" @> $${parameters.length}::text[]`;
    case 'not':
      return `NOT (${groupSetSql(set.operand, parameters)})`;
    case 'and':
    case 'or': {
      const conditions = set.operands.map((operand) => groupSetSql(operand, parameters));
      return `(${conditions.join(set.is === 'and' ? ' AND ' : ' OR ')})`;
    }
  }
}

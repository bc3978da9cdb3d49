import type { Session } from './connection';
import type { Sql, SqlValue } from './database';
import { toObjects } from './values';

/** A session's statements as stores send them: values of JavaScript in and out. */
export function sqlOf(session: Pick<Session, 'query'>): Sql {
  return {
    async query<Row>(text: string, values: readonly SqlValue[] = []) {
      const result = await session.query(text, values);
      return { rows: toObjects<Row>(result), affected: result.affected };
    },
  };
}

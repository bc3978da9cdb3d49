import type { Session } from '../connection';

/** One connection to a database, alone, for as long as rows are moved out of it or into it. */
export interface TransferSession extends Session {
  readonly kind: 'pglite' | 'postgres';
  /** What messages call it: a directory, or `ops@host:5432/opsbro`. */
  readonly name: string;
  close(): Promise<void>;
}

/** Rows of a query, each value as PostgreSQL wrote it. */
export async function rowsOf(
  session: Session,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly (readonly (string | null)[])[]> {
  return (await session.query(text, values)).rows;
}

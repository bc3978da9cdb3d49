import type { Admission } from '@/common/domain/node';
import type { Database } from '../db/database';

/** What the database says of a node whose session is open. */
export interface SessionStanding {
  readonly admission: Admission;
  /** Of the newest session, whichever server has it; `null` before the first. */
  readonly ticket: Uint8Array | null;
}

/** Of nodes that were removed there is none. */
export async function standingOf(
  database: Pick<Database, 'query'>,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, SessionStanding>> {
  const { rows } = await database.query<SessionStanding & { readonly id: string }>(
    `SELECT id, admission, coalesce("nextTicket", ticket) AS ticket FROM "Node" WHERE id = ANY($1)`,
    [nodeIds],
  );
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}

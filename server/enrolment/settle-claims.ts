import { AppError } from '@/common/errors';
import type { Sql } from '../db/database';
import type { NodeRecord } from '../ingest/node-record';

/**
 * The ticket of the chosen one is the node's from here on; the others are remembered, so that they
 * are told to become nodes of their own and do not bring the identity into doubt again.
 * @throws {AppError} NOT_FOUND for a claimant that is none
 */
export async function settleClaims(
  sql: Sql,
  { id, claimants }: NodeRecord,
  claimant: string,
): Promise<void> {
  const chosen = claimants.find((one) => one.id === claimant);
  if (chosen === undefined) {
    throw new AppError('NOT_FOUND', `Nobody with the id ${claimant} claims this node.`);
  }
  const others = claimants
    .filter((one) => one !== chosen)
    .map((one) => ({ ...one, isRejected: true }));
  const [ticket = null, next = null] = chosen.tickets.map(
    (hex) => new Uint8Array(Buffer.from(hex, 'hex')),
  );
  await sql.query(
    `UPDATE "Node" SET ticket = $2, "nextTicket" = $3, claimants = $4::jsonb WHERE id = $1`,
    [id, emptyAsNull(ticket), next, JSON.stringify(others)],
  );
}

/** Of an agent that had no ticket yet when it was copied. */
function emptyAsNull(ticket: Uint8Array | null): Uint8Array | null {
  return ticket?.length === 0 ? null : ticket;
}

import { AppError } from '@/common/errors';
import type { Database } from '../db/database';

/**
 * Takes down the key that a node is changing to. The same one again changes nothing, so that an
 * agent that was killed in between can say it once more.
 * @throws {AppError} INVALID for a key that is another node's
 */
export async function storeNextKey(
  { database }: { readonly database: Database },
  nodeId: string,
  publicKey: Uint8Array,
): Promise<void> {
  const { affected } = await database.query(
    `UPDATE "Node" SET "nextPublicKey" = $2, "rotateKeyAsked" = false
     WHERE id = $1 AND admission = 'active' AND NOT EXISTS (
       SELECT FROM "Node" other
       WHERE other."publicKey" = $2 OR (other."nextPublicKey" = $2 AND other.id <> $1))`,
    [nodeId, publicKey],
  );
  if (affected === 0) throw new AppError('INVALID', 'This key cannot be taken: it is in use.');
}

/** The key that proves a node now. */
export async function findPublicKey(
  { database }: { readonly database: Database },
  nodeId: string,
): Promise<Uint8Array | undefined> {
  const { rows } = await database.query<{ publicKey: Uint8Array }>(
    `SELECT "publicKey" FROM "Node" WHERE id = $1`,
    [nodeId],
  );
  return rows[0]?.publicKey;
}

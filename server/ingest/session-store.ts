import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import type { ReceivedRange, SessionOpened, SessionProof } from '@/common/protocol/session';
import type { Database } from '../db/database';

const RANGES_MAX = 1_000;

/**
 * Takes down who opened a session and says what is here of it already.
 * @throws {AppError} UNAUTHENTICATED when nobody enrolled this key
 */
export async function openSession(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  nodeId: string,
  proof: SessionProof,
): Promise<SessionOpened> {
  const { affected } = await database.query(
    `UPDATE "Node" SET hostname = $2, "agentVersion" = $3, "clockSkewMs" = $4,
       name = CASE WHEN "displayName" = '' THEN $2 ELSE name END
     WHERE id = $1`,
    [nodeId, proof.hostname, proof.agentVersion, proof.clockSkewMs],
  );
  if (affected === 0) {
    throw new AppError(
      'UNAUTHENTICATED',
      `This server does not know the node ${nodeId}: enrol it.`,
    );
  }
  const { rows } = await database.query<{ epoch: string; first: bigint; last: bigint }>(
    `SELECT epoch, lower(range)::int8 AS first, (upper(range) - 1)::int8 AS last
     FROM "AgentEpoch", unnest(received) AS range
     WHERE "nodeId" = $1 ORDER BY "lastAt" DESC, first LIMIT $2`,
    [nodeId, RANGES_MAX],
  );
  const received = rows.map(
    ({ epoch, first, last }): ReceivedRange => ({
      epoch,
      first: Number(first),
      last: Number(last),
    }),
  );
  return { nodeId, serverTimeMs: clock.wallMs(), received };
}

import { fingerprintOf } from '@/common/node/ed25519';
import { SERVER_KEYS_MAX, type ServerKeyLink } from '@/common/protocol/session';
import type { Sql } from '../db/database';

export interface ServerKeyRow extends ServerKeyLink {
  /** Its fingerprint. */
  readonly id: string;
  readonly createdMs: number;
}

interface Row {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly endorsement: Uint8Array;
  readonly endorsedBy: string;
  readonly state: string;
  readonly createdAt: Date;
}

/** The keys of this database's servers, the oldest first; of very many the newest. */
export async function serverKeys(sql: Sql): Promise<readonly ServerKeyRow[]> {
  const { rows } = await sql.query<Row>(
    `SELECT * FROM (SELECT * FROM "ServerKey" ORDER BY "createdAt" DESC, id LIMIT $1) AS newest
     ORDER BY "createdAt", id`,
    [SERVER_KEYS_MAX],
  );
  return rows.map(({ id, publicKey, endorsement, endorsedBy, state, createdAt }) => ({
    id,
    publicKey: new Uint8Array(publicKey),
    endorsement: new Uint8Array(endorsement),
    endorsedBy,
    isRetired: state === 'retired',
    createdMs: createdAt.getTime(),
  }));
}

/** One server at a time looks at the keys and adds one. */
export async function lockServerKeys(sql: Sql): Promise<void> {
  await sql.query('LOCK TABLE "ServerKey" IN EXCLUSIVE MODE');
}

export async function addServerKey(
  sql: Sql,
  key: Pick<ServerKeyLink, 'publicKey' | 'endorsement' | 'endorsedBy'>,
  nowMs: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO "ServerKey" (id, "publicKey", endorsement, "endorsedBy", "createdAt")
     VALUES ($1, $2, $3, $4, $5)`,
    [fingerprintOf(key.publicKey), key.publicKey, key.endorsement, key.endorsedBy, new Date(nowMs)],
  );
}

/** @returns false when there is no such key, or it was retired before */
export async function retireServerKey(sql: Sql, id: string, nowMs: number): Promise<boolean> {
  const { affected } = await sql.query(
    `UPDATE "ServerKey" SET state = 'retired', "retiredAt" = $2
     WHERE id = $1 AND state = 'active'`,
    [id, new Date(nowMs)],
  );
  return affected === 1;
}

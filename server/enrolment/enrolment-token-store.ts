import type { Database, Sql } from '../db/database';
import type { EnrolmentTokenModel } from '../db/generated/models';

export type TokenRow = EnrolmentTokenModel;

export type NewToken = Pick<
  TokenRow,
  | 'id'
  | 'publicKey'
  | 'note'
  | 'createdById'
  | 'createdByName'
  | 'createdAt'
  | 'expiresAt'
  | 'usesMax'
  | 'groups'
  | 'zone'
  | 'addressRange'
  | 'needsApproval'
>;

const LISTED_MAX = 500;

/** Newest first. */
export function listTokens({ prisma }: Database): Promise<readonly TokenRow[]> {
  return prisma.enrolmentToken.findMany({ orderBy: { createdAt: 'desc' }, take: LISTED_MAX });
}

export async function findToken(sql: Sql, id: string): Promise<TokenRow | undefined> {
  const { rows } = await sql.query<TokenRow>(`SELECT * FROM "EnrolmentToken" WHERE id = $1`, [id]);
  return rows[0];
}

export async function addToken(sql: Sql, token: NewToken): Promise<void> {
  await sql.query(
    `INSERT INTO "EnrolmentToken" (id, "publicKey", note, "createdById", "createdByName",
       "createdAt", "expiresAt", "usesMax", groups, zone, "addressRange", "needsApproval")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      token.id,
      token.publicKey,
      token.note,
      token.createdById,
      token.createdByName,
      token.createdAt,
      token.expiresAt,
      token.usesMax,
      token.groups,
      token.zone,
      token.addressRange,
      token.needsApproval,
    ],
  );
}

/**
 * Uses a token once, in one statement: of any number who try at the same moment, no more succeed
 * than it allows.
 * @returns false when it is used up, expired or revoked
 */
export async function spendToken(sql: Sql, id: string, now: Date): Promise<boolean> {
  const { affected } = await sql.query(
    `UPDATE "EnrolmentToken" SET uses = uses + 1
     WHERE id = $1 AND uses < "usesMax" AND "expiresAt" > $2 AND "revokedAt" IS NULL`,
    [id, now],
  );
  return affected === 1;
}

/** @returns the token, unless there is none or it was revoked before */
export async function revokeToken(sql: Sql, id: string, now: Date): Promise<TokenRow | undefined> {
  const { rows } = await sql.query<TokenRow>(
    `UPDATE "EnrolmentToken" SET "revokedAt" = $2
     WHERE id = $1 AND "revokedAt" IS NULL RETURNING *`,
    [id, now],
  );
  return rows[0];
}

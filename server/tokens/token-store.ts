import type { TokenRow } from '@/common/domain/api-token';
import type { FoundUser } from '../auth/recognition';
import type { Database, Sql } from '../db/database';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly addressRange: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string;
  readonly revokedAt: Date | null;
  readonly userId: string;
  readonly userName: string;
}

/** A token and its owner, as they are at this moment. */
export interface FoundToken extends Row {
  readonly secretHash: Uint8Array;
  readonly email: string;
  readonly role: string;
  readonly grants: readonly string[];
  readonly disabledAt: Date | null;
}

const COLUMNS = `t.id, t.name, t.scopes, t."addressRange", t."createdAt", t."expiresAt",
  t."lastUsedAt", t."lastAddress", t."revokedAt", t."userId", u.name AS "userName"`;
const OWNED = '"ApiToken" t JOIN "User" u ON u.id = t."userId"';

export type TokenStore = ReturnType<typeof createTokenStore>;

export function createTokenStore(database: Database) {
  return {
    /** @param userId of one person; undefined for everybody's */
    async list(userId: string | undefined, ownerId: string): Promise<TokenRow[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM ${OWNED} WHERE $1::text IS NULL OR t."userId" = $1
         ORDER BY t."createdAt" DESC, t.id`,
        [userId ?? null],
      );
      return rows.map((row) => shown(row, ownerId));
    },

    async find(sql: Sql, id: string): Promise<FoundToken | undefined> {
      const { rows } = await sql.query<FoundToken>(
        `SELECT ${COLUMNS}, t."secretHash", u.email, u.role, u.grants, u."disabledAt"
         FROM ${OWNED} WHERE t.id = $1`,
        [id],
      );
      return rows[0];
    },

    async add(
      sql: Sql,
      token: {
        readonly id: string;
        readonly name: string;
        readonly secretHash: Uint8Array<ArrayBuffer>;
        readonly userId: string;
        readonly scopes: readonly string[];
        readonly addressRange: string;
        readonly expiresAt: Date;
      },
    ): Promise<void> {
      await sql.query(
        `INSERT INTO "ApiToken"
           (id, name, "secretHash", "userId", scopes, "addressRange", "expiresAt")
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          token.id,
          token.name,
          token.secretHash,
          token.userId,
          [...token.scopes],
          token.addressRange,
          token.expiresAt,
        ],
      );
    },

    /** Kept, so that the list goes on telling what it was used for. */
    async revoke(sql: Sql, id: string, at: Date): Promise<void> {
      await sql.query(
        'UPDATE "ApiToken" SET "revokedAt" = $2 WHERE id = $1 AND "revokedAt" IS NULL',
        [id, at],
      );
    },

    /** Several servers may write at once; one a minute is enough. */
    async used(id: string, address: string, nowMs: number, everyMs: number): Promise<void> {
      await database.query(
        `UPDATE "ApiToken" SET "lastUsedAt" = $2, "lastAddress" = $3
         WHERE id = $1 AND ("lastUsedAt" IS NULL OR "lastUsedAt" <= $4)`,
        [id, new Date(nowMs), address, new Date(nowMs - everyMs)],
      );
    },
  };
}

/** The owner, in the form in which sessions find theirs. */
export function ownerOf({ userId, userName, email, role, grants }: FoundToken): FoundUser {
  return { id: userId, name: userName, email, role, grants };
}

function shown(row: Row, ownerId: string): TokenRow {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    addressRange: row.addressRange,
    createdMs: row.createdAt.getTime(),
    expiresMs: row.expiresAt.getTime(),
    lastUsedMs: row.lastUsedAt?.getTime() ?? null,
    lastAddress: row.lastAddress,
    revoked: row.revokedAt !== null,
    userName: row.userName,
    own: row.userId === ownerId,
  };
}

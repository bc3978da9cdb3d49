import type { UserRow } from '@/common/domain/account';
import type { Grant, Role } from '@/common/domain/user';
import { userOf } from '../auth/recognition';
import type { Database, Sql } from '../db/database';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly grants: readonly string[];
  readonly disabledAt: Date | null;
  readonly twoFactorEnabled: boolean;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
  readonly sessions: number;
}

const COLUMNS = `id, name, email, role, grants, "disabledAt", "twoFactorEnabled", "createdAt",
  (SELECT max(at) FROM "AuditEntry" WHERE "actorId" = "User".id AND action = 'user.sign-in')
    AS "lastSignInAt",
  (SELECT count(*)::int4 FROM "Session" WHERE "userId" = "User".id AND "expiresAt" > now())
    AS sessions`;

export type UserStore = ReturnType<typeof createUserStore>;

/** Accounts. Passwords and second factors are the authentication library's; see server/auth. */
export function createUserStore(database: Database) {
  return { ...userRows(database), ...credentials };
}

function userRows(database: Database) {
  return {
    async list(): Promise<UserRow[]> {
      const { rows } = await database.query<Row>(
        `SELECT ${COLUMNS} FROM "User" ORDER BY lower(name), id`,
      );
      return rows.map(shown);
    },

    async find(sql: Sql, id: string): Promise<UserRow | undefined> {
      const { rows } = await sql.query<Row>(`SELECT ${COLUMNS} FROM "User" WHERE id = $1`, [id]);
      return rows[0] && shown(rows[0]);
    },

    /** @returns false when the address has an account */
    async add(
      sql: Sql,
      user: { readonly id: string; readonly name: string; readonly email: string; role: Role },
    ): Promise<boolean> {
      const { affected } = await sql.query(
        `INSERT INTO "User" (id, name, email, role, "updatedAt") VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (email) DO NOTHING`,
        [user.id, user.name, user.email, user.role],
      );
      return affected > 0;
    },

    async change(
      sql: Sql,
      id: string,
      to: { readonly role: Role; readonly grants: readonly Grant[]; disabledAt: Date | null },
    ): Promise<void> {
      await sql.query(
        `UPDATE "User" SET role = $2, grants = $3, "disabledAt" = $4, "updatedAt" = now()
         WHERE id = $1`,
        [id, to.role, [...to.grants], to.disabledAt],
      );
    },

    async rename(sql: Sql, id: string, name: string): Promise<void> {
      await sql.query('UPDATE "User" SET name = $2, "updatedAt" = now() WHERE id = $1', [id, name]);
    },

    async remove(sql: Sql, id: string): Promise<void> {
      await sql.query('DELETE FROM "User" WHERE id = $1', [id]);
    },

    /**
     * Admins who can sign in: those who have not followed their invitation yet do not count. They
     * are locked until the transaction ends, so that two who remove one another do so in turn.
     */
    async lockAdmins(sql: Sql): Promise<readonly string[]> {
      const { rows } = await sql.query<{ id: string }>(
        `SELECT id FROM "User"
         WHERE role = 'admin' AND "disabledAt" IS NULL
           AND EXISTS (SELECT 1 FROM "Account" WHERE "Account"."userId" = "User".id)
         ORDER BY id FOR UPDATE`,
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** What the authentication library reads, where we write it: links, and admins who help. */
const credentials = {
  async setPassword(sql: Sql, id: string, accountId: string, hash: string): Promise<void> {
    const { affected } = await sql.query(
      `UPDATE "Account" SET password = $2, "updatedAt" = now()
       WHERE "userId" = $1 AND "providerId" = 'credential'`,
      [id, hash],
    );
    if (affected > 0) return;
    await sql.query(
      `INSERT INTO "Account" (id, "accountId", "providerId", "userId", password, "updatedAt")
       VALUES ($1, $2, 'credential', $2, $3, now())`,
      [accountId, id, hash],
    );
  },

  async dropTwoFactor(sql: Sql, id: string): Promise<void> {
    await sql.query('DELETE FROM "TwoFactor" WHERE "userId" = $1', [id]);
    await sql.query('UPDATE "User" SET "twoFactorEnabled" = false WHERE id = $1', [id]);
  },

  async unlockTwoFactor(sql: Sql, id: string): Promise<void> {
    await sql.query(
      `UPDATE "TwoFactor" SET "lockedUntil" = NULL, "failedVerificationCount" = 0
       WHERE "userId" = $1`,
      [id],
    );
  },
};

function shown(row: Row): UserRow {
  const { id, name, email, role, grants } = userOf(row);
  return {
    id,
    name,
    email,
    role,
    grants,
    disabled: row.disabledAt !== null,
    twoFactor: row.twoFactorEnabled,
    createdMs: row.createdAt.getTime(),
    lastSignInMs: row.lastSignInAt?.getTime() ?? null,
    sessions: row.sessions,
  };
}

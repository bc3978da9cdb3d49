import type { SessionRow } from '@/common/domain/account';
import type { Database, Sql } from '../db/database';

/** A session ends when it was not used for this long… */
export const SESSION_IDLE_MS_MAX = 12 * 3_600_000;
/** …and after this long in any case. */
export const SESSION_LIFE_MS_MAX = 7 * 24 * 3_600_000;
/** How exactly it is known when a session was used last; each time it is written down costs. */
export const SEEN_EVERY_MS = 60_000;

interface Row {
  readonly id: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  readonly provenAt: Date;
}

export type SessionStore = ReturnType<typeof createSessionStore>;

/** Who is signed in where. Rows are made by the authentication library; `updatedAt` is the last use. */
export function createSessionStore(database: Database) {
  return {
    /** Of one person, used last first; without those that have run out. */
    async list(userId: string, nowMs: number): Promise<Omit<SessionRow, 'current'>[]> {
      const { rows } = await database.query<Row>(
        `SELECT id, "ipAddress", "userAgent", "createdAt", "updatedAt", "expiresAt", "provenAt"
         FROM "Session" WHERE "userId" = $1 AND "expiresAt" > $2 AND "updatedAt" > $3
         ORDER BY "updatedAt" DESC, id`,
        [userId, new Date(nowMs), new Date(nowMs - SESSION_IDLE_MS_MAX)],
      );
      return rows.map((row) => ({
        id: row.id,
        address: row.ipAddress ?? '',
        userAgent: row.userAgent ?? '',
        createdMs: row.createdAt.getTime(),
        lastSeenMs: row.updatedAt.getTime(),
        expiresMs: Math.min(row.expiresAt.getTime(), row.updatedAt.getTime() + SESSION_IDLE_MS_MAX),
        provenMs: row.provenAt.getTime(),
      }));
    },

    async seen(id: string, address: string, nowMs: number): Promise<void> {
      await database.query(
        `UPDATE "Session" SET "updatedAt" = $2, "ipAddress" = $3 WHERE id = $1 AND "updatedAt" < $2`,
        [id, new Date(nowMs), address],
      );
    },

    async prove(id: string, nowMs: number): Promise<void> {
      await database.query('UPDATE "Session" SET "provenAt" = $2 WHERE id = $1', [
        id,
        new Date(nowMs),
      ]);
    },

    /** @returns whether there was one */
    async end(sql: Sql, id: string, userId: string): Promise<boolean> {
      const { affected } = await sql.query(
        'DELETE FROM "Session" WHERE id = $1 AND "userId" = $2',
        [id, userId],
      );
      return affected > 0;
    },

    /** @returns the ids of those that were ended */
    async endAll(sql: Sql, userId: string, exceptId = ''): Promise<readonly string[]> {
      const { rows } = await sql.query<{ id: string }>(
        'DELETE FROM "Session" WHERE "userId" = $1 AND id <> $2 RETURNING id',
        [userId, exceptId],
      );
      return rows.map(({ id }) => id);
    },
  };
}

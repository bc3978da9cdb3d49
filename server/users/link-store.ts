import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from '../db/database';

/** `invite`: somebody's first password; `reset`: another one. */
export type LinkKind = 'invite' | 'reset';

export const LINK_LIFE_MS = 72 * 3_600_000;

/** One-time links, of which the database has the hash; nobody has more than one. */
export const linkStore = {
  /** @returns the code, 32 random bytes in base64url; it replaces the one before */
  async issue(sql: Sql, userId: string, kind: LinkKind, nowMs: number): Promise<string> {
    await linkStore.forget(sql, userId);
    const code = randomBytes(32).toString('base64url');
    await sql.query(
      `INSERT INTO "Verification" (id, identifier, value, "expiresAt", "updatedAt")
       VALUES ($1, $2, $3, $4, now())`,
      [randomUUID(), identifierOf(code), `${kind} ${userId}`, new Date(nowMs + LINK_LIFE_MS)],
    );
    return code;
  },

  async find(sql: Sql, code: string, nowMs: number) {
    const { rows } = await sql.query<{ value: string }>(
      'SELECT value FROM "Verification" WHERE identifier = $1 AND "expiresAt" > $2',
      [identifierOf(code), new Date(nowMs)],
    );
    return linkOf(rows[0]?.value);
  },

  /** Of those who use it at the same time, one gets it. */
  async take(sql: Sql, code: string, nowMs: number) {
    const { rows } = await sql.query<{ value: string }>(
      'DELETE FROM "Verification" WHERE identifier = $1 AND "expiresAt" > $2 RETURNING value',
      [identifierOf(code), new Date(nowMs)],
    );
    return linkOf(rows[0]?.value);
  },

  async forget(sql: Sql, userId: string): Promise<void> {
    await sql.query(
      `DELETE FROM "Verification" WHERE identifier LIKE 'link:%' AND value IN ($1, $2)`,
      [`invite ${userId}`, `reset ${userId}`],
    );
  },
};

function linkOf(value: string | undefined) {
  const [kind, userId] = value?.split(' ') ?? [];
  if (userId === undefined || (kind !== 'invite' && kind !== 'reset')) return undefined;
  return { kind: kind as LinkKind, userId };
}

function identifierOf(code: string): string {
  return `link:${createHash('sha256').update(code).digest('base64url')}`;
}

import { AppError } from '@/common/errors';
import type { Database } from '../db/database';
import { bearerOf } from '../tokens/token-format';
import type { TokenRecognition } from '../tokens/token-recognition';
import type { Actor } from './actor';
import type { Auth } from './auth';
import type { Recognised } from './recognition';
import { SESSION_IDLE_MS_MAX } from './session-store';

interface DoorkeeperDeps {
  readonly auth: Pick<Auth, 'recognise'>;
  readonly tokens: TokenRecognition;
}

/** Tells who asks, by token or by cookie. A token that does not count is never overlooked. */
export function createDoorkeeper({ auth, tokens }: DoorkeeperDeps) {
  return {
    /**
     * By the `Authorization` header, else by the session cookie.
     * @throws {AppError} UNAUTHENTICATED for a token that does not count
     */
    async recognise(headers: Headers, address: string): Promise<Recognised | undefined> {
      const given = headers.get('authorization');
      return given === null ? auth.recognise(headers, address) : byToken(given, address);
    },

    byToken,
  };

  /** @param given as the header says it: `Bearer opsk_…` */
  function byToken(given: string | null | undefined, address: string): Promise<Recognised> {
    const token = bearerOf(given);
    if (token === undefined) {
      throw new AppError('UNAUTHENTICATED', 'Expected "Authorization: Bearer opsk_…".');
    }
    return tokens(token, address);
  }
}

/**
 * Of those who came in before, the ones who could still come in. Whose rights have changed is not
 * among them: they come back with the new ones.
 */
export async function stillAllowed(
  database: Database,
  actors: readonly Actor[],
  nowMs: number,
): Promise<ReadonlySet<Actor>> {
  const doors = actors.map(({ door }) => door);
  const sessionIds = doors.flatMap((door) => (door.kind === 'browser' ? [door.sessionId] : []));
  const tokenIds = doors.flatMap((door) => (door.kind === 'token' ? [door.tokenId] : []));
  const { rows } = await database.query<{ id: string; role: string; grants: readonly string[] }>(
    `SELECT s.id, u.role, u.grants FROM "Session" s JOIN "User" u ON u.id = s."userId"
     WHERE s.id = ANY($1) AND u."disabledAt" IS NULL AND s."expiresAt" > $3 AND s."updatedAt" > $4
     UNION ALL
     SELECT t.id, u.role, u.grants FROM "ApiToken" t JOIN "User" u ON u.id = t."userId"
     WHERE t.id = ANY($2) AND u."disabledAt" IS NULL AND t."expiresAt" > $3
       AND t."revokedAt" IS NULL`,
    [sessionIds, tokenIds, new Date(nowMs), new Date(nowMs - SESSION_IDLE_MS_MAX)],
  );
  const known = new Map(rows.map(({ id, ...rights }) => [id, rights]));
  return new Set(actors.filter((actor) => hasSameRights(actor, known)));
}

function hasSameRights(
  { user, door }: Actor,
  known: ReadonlyMap<string, { readonly role: string; readonly grants: readonly string[] }>,
): boolean {
  if (door.kind === 'console') return true;
  const rights = known.get(door.kind === 'browser' ? door.sessionId : door.tokenId);
  if (rights === undefined || rights.role !== user.role) return false;
  return (
    rights.grants.length === user.grants.length &&
    user.grants.every((grant) => rights.grants.includes(grant))
  );
}

import type { Clock } from '@/common/clock';
import { AppError, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { LoginLimiter } from '../auth/login-limiter';
import { type Recognised, userOf } from '../auth/recognition';
import type { Database } from '../db/database';
import { isWithin, parseAddressRange } from '../http/address-range';
import { isSecret, parseToken } from './token-format';
import { type FoundToken, ownerOf, type TokenStore } from './token-store';

export interface TokenRecognitionDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: TokenStore;
  readonly limiter: LoginLimiter;
}

export type TokenRecognition = ReturnType<typeof createTokenRecognition>;

/** How exactly it is known when a token was used last; each time it is written down costs. */
const USED_EVERY_MS = 60_000;

/** Tells whose token it is: it acts as its owner, with what the owner may do at this moment. */
export function createTokenRecognition(deps: TokenRecognitionDeps) {
  const { database, clock, log, tokens, limiter } = deps;

  async function used({ id, lastUsedAt }: FoundToken, address: string, nowMs: number) {
    if (lastUsedAt !== null && nowMs - lastUsedAt.getTime() < USED_EVERY_MS) return;
    await tokens.used(id, address, nowMs, USED_EVERY_MS).catch((error: unknown) => {
      log.warn('last use of a token not kept', { reason: messageOf(error) });
    });
  }

  /**
   * @param text what came as a bearer token
   * @throws {AppError} UNAUTHENTICATED saying why it does not count; TOO_MANY for an address from which
   * too many came that nobody knows
   */
  return async (text: string, address: string): Promise<Recognised> => {
    const parts = parseToken(text);
    const found = parts && (await tokens.find(database, parts.id));
    if (parts === undefined || found === undefined || !isSecret(parts.secret, found.secretHash)) {
      await limiter.takeToken(address);
      throw new AppError('UNAUTHENTICATED', 'Nobody knows this token.');
    }
    const nowMs = clock.wallMs();
    const refused = refusalOf(found, address, nowMs);
    if (refused !== undefined) throw new AppError('UNAUTHENTICATED', refused);
    await used(found, address, nowMs);
    const door = {
      kind: 'token',
      tokenId: found.id,
      name: found.name,
      scopes: found.scopes,
    } as const;
    const actor = { user: userOf(ownerOf(found)), door, address };
    return { actor, untilMs: found.expiresAt.getTime() };
  };
}

function refusalOf(token: FoundToken, address: string, nowMs: number): string | undefined {
  const named = `The token "${token.name}"`;
  if (token.revokedAt !== null) return `${named} was revoked.`;
  if (token.expiresAt.getTime() <= nowMs) return `${named} has expired. Make a new one.`;
  if (token.disabledAt !== null) return `${named} belongs to an account that is disabled.`;
  if (token.addressRange === '') return undefined;
  const range = parseAddressRange(token.addressRange);
  if (range !== undefined && isWithin(address, range)) return undefined;
  return `${named} may be used from ${token.addressRange} only, not from ${address}.`;
}

import type { Clock } from '@/common/clock';
import type { IssuedToken, NewToken, TokenRow, TokenScope } from '@/common/domain/api-token';
import { mayActAs } from '@/common/domain/user';
import { AppError } from '@/common/errors';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Database } from '../db/database';
import { parseAddressRange } from '../http/address-range';
import type { Bus } from '../live/bus';
import type { TimelineService } from '../timeline/timeline-service';
import { formatToken, newTokenParts, secretHash } from './token-format';
import type { TokenStore } from './token-store';

export interface TokenServiceDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: TokenStore;
  readonly audit: AuditService;
  readonly timeline: TimelineService;
  readonly bus: Bus;
  /** Those that a token can have. */
  readonly scopes: readonly TokenScope[];
}

const DAY_MS = 24 * 3_600_000;

/** Keys for scripts, as their owners and admins look after them. */
export function createTokenService(deps: TokenServiceDeps) {
  const { database, clock, tokens, audit, timeline, bus, scopes } = deps;

  return {
    scopes: (): readonly TokenScope[] => scopes,

    /** @throws {AppError} FORBIDDEN for others' tokens, unless an admin asks */
    async list({ user }: Actor, { all }: { all: boolean }): Promise<readonly TokenRow[]> {
      if (all && !mayActAs(user, 'admin')) {
        throw new AppError('FORBIDDEN', `Others' tokens are shown to admins only.`);
      }
      return tokens.list(all ? undefined : user.id, user.id);
    },

    /** @throws {AppError} INVALID for a scope or a range that does not exist */
    async create(by: Actor, wanted: NewToken): Promise<IssuedToken> {
      if (by.door.kind === 'console') {
        throw new AppError(
          'FORBIDDEN',
          'The console is nobody: a token needs an account to act as.',
        );
      }
      check(wanted, scopes);
      const parts = newTokenParts();
      const expiresMs = clock.wallMs() + wanted.expiresInDays * DAY_MS;
      const { name, addressRange } = wanted;
      const token = {
        id: parts.id,
        name,
        secretHash: secretHash(parts.secret),
        userId: by.user.id,
        scopes: [...new Set(wanted.scopes)],
        addressRange,
        expiresAt: new Date(expiresMs),
      };
      await database.transaction(async (sql) => {
        await tokens.add(sql, token);
        const target = { target: `token:${token.id}`, targetName: name };
        const after = { scopes: token.scopes, addressRange, expiresMs };
        await audit.record(sql, { by, action: 'token.create', ...target, after });
      });
      const text = `${by.user.name} made the token "${name}"`;
      await timeline.record({ kind: 'token-created', nodeId: null, actor: by.user.name, text });
      return { id: token.id, token: formatToken(parts), expiresMs };
    },

    /** One's own, or anybody's for an admin. @throws {AppError} NOT_FOUND */
    async revoke(by: Actor, tokenId: string): Promise<void> {
      const name = await database.transaction(async (sql) => {
        const found = await tokens.find(sql, tokenId);
        if (found === undefined || (found.userId !== by.user.id && !mayActAs(by.user, 'admin'))) {
          throw new AppError('NOT_FOUND', 'There is no such token of yours.');
        }
        if (found.revokedAt !== null) return undefined;
        await tokens.revoke(sql, tokenId, new Date(clock.wallMs()));
        const target = { target: `token:${tokenId}`, targetName: found.name };
        await audit.record(sql, { by, action: 'token.revoke', ...target });
        return found.name;
      });
      bus.publish({ kind: 'access', tokenId });
      if (name === undefined) return;
      const text = `${by.user.name} revoked the token "${name}"`;
      await timeline.record({ kind: 'token-revoked', nodeId: null, actor: by.user.name, text });
    },
  };
}

function check({ scopes, addressRange }: NewToken, known: readonly TokenScope[]): void {
  const strange = scopes.find((scope) => !known.some((one) => one.scope === scope));
  if (strange !== undefined) {
    throw new AppError('INVALID', `There is no scope ${JSON.stringify(strange)}.`);
  }
  if (addressRange !== '' && parseAddressRange(addressRange) === undefined) {
    const found = JSON.stringify(addressRange);
    throw new AppError(
      'INVALID',
      `Expected an address range such as 10.0.0.0/8 or 2001:db8::/32, found ${found}.`,
    );
  }
}

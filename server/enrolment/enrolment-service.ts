import { randomBytes } from 'node:crypto';
import type { Clock } from '@/common/clock';
import type {
  EnrolmentTokenRow,
  IssuedEnrolmentToken,
  NewEnrolmentToken,
  ServerKeysView,
  TlsView,
} from '@/common/domain/enrolment';
import { AppError } from '@/common/errors';
import { signerOfSeed } from '@/common/node/ed25519';
import { formatJoinString } from '@/common/protocol/join-string';
import { oneLiner } from '@/common/protocol/one-liner';
import type { AuditService } from '../audit/audit-service';
import type { Actor } from '../auth/actor';
import type { Database } from '../db/database';
import { parseAddressRange } from '../http/address-range';
import { isLoopbackHost } from '../http/loopback';
import type { ServerIdentity } from '../identity/server-identity';
import type { Bus } from '../live/bus';
import { addZone } from '../zones/zone-store';
import { addToken, listTokens, revokeToken, type TokenRow } from './enrolment-token-store';
import { type WantedNews, watchEnrolment } from './watch-enrolment';

export interface EnrolmentServiceDeps {
  readonly database: Database;
  readonly identity: ServerIdentity;
  readonly audit: AuditService;
  readonly bus: Bus;
  readonly clock: Clock;
  /** Where machines reach this server, such as `https://ops.example.org:7788`. */
  readonly origin: string;
  readonly tls: () => TlsView;
}

/** The tokens that let machines in, and the keys by which machines know this server. */
export function createEnrolmentService(deps: EnrolmentServiceDeps) {
  return { ...tokensOf(deps), ...keysOf(deps) };
}

function tokensOf(deps: EnrolmentServiceDeps) {
  const { database, audit, clock } = deps;

  return {
    async tokens(): Promise<readonly EnrolmentTokenRow[]> {
      const nowMs = clock.wallMs();
      return (await listTokens(database)).map((token) => tokenView(token, nowMs));
    },

    /** @throws {AppError} INVALID for an address range that is none */
    async create(wanted: NewEnrolmentToken, by: Actor): Promise<IssuedEnrolmentToken> {
      checkRange(wanted.addressRange);
      const seed = new Uint8Array(randomBytes(32));
      const now = clock.wallMs();
      const { expiresInMs, groups, reachedAt, ...rest } = wanted;
      const token = {
        ...rest,
        id: newTokenId(),
        groups: [...new Set(groups)].sort(),
        publicKey: signerOfSeed(seed).publicKey,
        createdById: by.user.id,
        createdByName: by.user.name,
        createdAt: new Date(now),
        expiresAt: new Date(now + expiresInMs),
      };
      await database.transaction(async (sql) => {
        if (token.zone !== '') {
          await addZone(sql, { name: token.zone, note: '', parent: null }, now);
        }
        await addToken(sql, token);
        const { note, usesMax, zone, addressRange, needsApproval } = wanted;
        const after = { note, usesMax, groups, zone, addressRange, needsApproval };
        await audit.record(sql, {
          by,
          action: 'enrolment-token.create',
          target: `enrolment-token:${token.id}`,
          targetName: note,
          after: { ...after, expiresAt: token.expiresAt.toISOString() },
        });
      });
      return issued(deps, { ...token, seed, reachedAt });
    },

    /** @throws {AppError} NOT_FOUND */
    async revokeToken(tokenId: string, by: Actor): Promise<void> {
      await database.transaction(async (sql) => {
        const token = await revokeToken(sql, tokenId, new Date(clock.wallMs()));
        if (token === undefined) {
          throw new AppError('NOT_FOUND', 'There is no such token, or it was revoked before.');
        }
        await audit.record(sql, {
          by,
          action: 'enrolment-token.revoke',
          target: `enrolment-token:${tokenId}`,
          targetName: token.note,
        });
      });
    },

    watch: (wanted: WantedNews, signal: AbortSignal | undefined) =>
      watchEnrolment(deps, wanted, signal),
  };
}

function keysOf({ database, identity, bus, tls }: EnrolmentServiceDeps) {
  return {
    async keys(): Promise<ServerKeysView> {
      const { fingerprint } = identity;
      const keys = await identity.keys();
      const newest = keys.at(-1)?.createdMs ?? 0;
      const agentsOnOldKey =
        keys.length < 2
          ? 0
          : await database.prisma.node.count({
              where: { admission: 'active', sessionAt: { lt: new Date(newest) } },
            });
      return {
        fingerprint,
        keys: keys.map(({ id, isRetired, createdMs }) => ({
          id,
          fingerprint: id,
          state: isRetired ? 'retired' : id === fingerprint ? 'current' : 'active',
          createdMs,
        })),
        tls: tls(),
        agentsOnOldKey,
      };
    },

    /** Agents that are connected learn of it at once, by connecting again. */
    async rotateServerKey(by: Actor): Promise<void> {
      for (const entry of await identity.rotate(by)) bus.publish({ kind: 'timeline', entry });
      const nodes = await database.prisma.node.findMany({ select: { id: true } });
      const reason = 'the server has a new key';
      for (const { id } of nodes) {
        bus.publish({ kind: 'agent-session', nodeId: id, holder: '', reason });
      }
    },

    retireServerKey: (keyId: string, by: Actor) => identity.retire(keyId, by),
  };
}

/** The join string and the line to paste; the seed is nowhere else from here on. */
function issued(
  { identity, origin, tls }: EnrolmentServiceDeps,
  token: {
    readonly id: string;
    readonly seed: Uint8Array<ArrayBuffer>;
    readonly expiresAt: Date;
    readonly reachedAt: string | undefined;
  },
): IssuedEnrolmentToken {
  const { id: tokenId, seed, reachedAt } = token;
  const place = reachedAt === undefined ? origin : withHost(origin, reachedAt);
  const { fingerprint } = identity;
  const joinString = formatJoinString({ tokenId, seed, fingerprint, ...hostOf(place) });
  const { mode, spkiPin } = tls();
  const pin = mode === 'own' ? spkiPin : null;
  return {
    tokenId,
    joinString,
    oneLiner: oneLiner({ origin: place, spkiPin: pin, joinString }),
    expiresMs: token.expiresAt.getTime(),
  };
}

function tokenView(token: TokenRow, nowMs: number): EnrolmentTokenRow {
  const { id, note, uses, usesMax, groups, zone, addressRange, needsApproval } = token;
  return {
    ...{ id, note, uses, usesMax, groups, zone, addressRange, needsApproval },
    createdMs: token.createdAt.getTime(),
    createdBy: token.createdByName,
    expiresMs: token.expiresAt.getTime(),
    revoked: token.revokedAt !== null,
    state: stateOf(token, nowMs),
  };
}

function stateOf(token: TokenRow, nowMs: number): EnrolmentTokenRow['state'] {
  if (token.revokedAt !== null) return 'revoked';
  if (token.uses >= token.usesMax) return 'used';
  return token.expiresAt.getTime() <= nowMs ? 'expired' : 'open';
}

function checkRange(text: string): void {
  if (text === '' || parseAddressRange(text) !== undefined) return;
  throw new AppError(
    'INVALID',
    `${JSON.stringify(text)} is no address range: expected one such as 10.0.0.0/8, or one address.`,
  );
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** 80 bits in lower-case base32. */
function newTokenId(): string {
  return Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/**
 * The name by which the person reaches the server is the best guess for other machines too, unless
 * that person sits at the server, or comes through a tunnel.
 */
function withHost(origin: string, host: string): string {
  const url = `${new URL(origin).protocol}//${host}`;
  if (!URL.canParse(url) || isLoopbackHost(plainHost(new URL(url)))) return origin;
  return new URL(url).origin;
}

/** Without the brackets of IPv6. */
function plainHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function hostOf(origin: string): { readonly host: string; readonly port: number } {
  const url = new URL(origin);
  const { port, protocol } = url;
  const usual = protocol === 'https:' ? 443 : 80;
  return { host: plainHost(url), port: port === '' ? usual : Number(port) };
}

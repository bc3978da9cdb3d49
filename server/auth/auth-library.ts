import { APIError, type BetterAuthOptions } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { twoFactor } from 'better-auth/plugins';
import type { Clock } from '@/common/clock';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/common/domain/user';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address';
import { retryAfter } from '../http/retry-after';
import type { Bus } from '../live/bus';
import { isFreshlyProven } from './auth-time';
import type { OidcConfig } from './oidc';
import type { PasswordHash } from './password-hash';
import { SESSION_LIFE_MS_MAX } from './session-store';

export interface AuthLibraryDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Bus;
  /** Signs the session cookie; at least 32 characters, kept in a file that only the server reads. */
  readonly secret: string;
  /** Where people reach the server. Behind `https` the cookie is `Secure`. */
  readonly origin: string;
  readonly passwords: PasswordHash;
  /** `undefined` where people sign in with passwords only. */
  readonly oidc: OidcConfig | undefined;
}

/** How we want better-auth: what it stores, how it hashes, and that nobody registers by himself. */
export function authLibraryOptions(deps: AuthLibraryDeps) {
  const { database, clock, log, secret, origin } = deps;
  return {
    appName: 'OpsBro',
    secret,
    baseURL: origin,
    // Origin and Host are checked for every request by server/http before it gets here.
    trustedOrigins: (request?: Request) => [request?.headers.get('origin') ?? origin],
    database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
      password: hashing(deps.passwords),
    },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, required: true },
        grants: { type: 'string[]', input: false, required: false },
        disabledAt: { type: 'date', input: false, required: false },
      },
    },
    // Never prolonged by the library: seven days are the end, and idleness is told from `updatedAt`.
    session: {
      expiresIn: SESSION_LIFE_MS_MAX / 1_000,
      disableSessionRefresh: true,
      additionalFields: {
        provenAt: {
          type: 'date',
          input: false,
          required: false,
          defaultValue: () => new Date(clock.wallMs()),
        },
      },
    },
    // An admin wrote the address down; that its owner proves it to the provider is enough.
    account: { accountLinking: { enabled: true, requireLocalEmailVerified: false } },
    // Tries are counted by our own rules, for several servers together.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'opsbro',
      useSecureCookies: origin.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    databaseHooks: databaseHooks(deps),
    plugins: [twoFactor({ issuer: `OpsBro ${new URL(origin).hostname}` })],
    // What it does not expect comes to `answerSafely`.
    onAPIError: { errorURL: `${origin}/login`, throw: true },
    logger: {
      level: 'warn',
      log: (level, message) =>
        log[level === 'error' ? 'error' : 'warn']('auth library', { message }),
    },
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions;
}

/** An expected failure of ours as the library answers one. */
export function asApiError(error: unknown): unknown {
  if (!AppError.is(error)) return error;
  const { code, message, retryAfterMs } = error;
  const headers = retryAfter(retryAfterMs);
  if (code === 'TOO_MANY') return new APIError('TOO_MANY_REQUESTS', { code, message }, headers);
  const status = code === 'INVALID' ? 'BAD_REQUEST' : 'SERVICE_UNAVAILABLE';
  return new APIError(status, { code, message }, headers);
}

function hashing(passwords: PasswordHash) {
  const translated = <Result>(work: Promise<Result>) =>
    work.catch((error: unknown) => {
      throw asApiError(error);
    });
  return {
    hash: (password: string) => translated(passwords.hash(password)),
    verify: ({ hash, password }: { hash: string; password: string }) =>
      translated(passwords.verify(hash, password)),
  };
}

interface ProviderTokens {
  readonly accessToken?: string | null | undefined;
  readonly idToken?: string | null | undefined;
}

function databaseHooks({ database, bus, clock, log, oidc }: AuthLibraryDeps) {
  // A provider's tokens are of no use here once it has said who somebody is, and that just now:
  // the session that begins with it counts as proven.
  const withoutTokens = async ({ accessToken, idToken }: ProviderTokens) => {
    const isOfProvider = (accessToken ?? idToken ?? '') !== '';
    if (isOfProvider && oidc?.askAgain && !isFreshlyProven(idToken ?? '', clock.wallMs())) {
      log.warn('sign-in refused: the service did not say that it asked just now (auth_time)');
      return false;
    }
    return { data: { accessToken: null, refreshToken: null, idToken: null } };
  };
  return {
    account: { create: { before: withoutTokens }, update: { before: withoutTokens } },
    session: {
      create: {
        before: async ({ userId }: { userId: string }) => {
          const { rows } = await database.query<{ disabled: boolean }>(
            'SELECT "disabledAt" IS NOT NULL AS disabled FROM "User" WHERE id = $1',
            [userId],
          );
          if (rows[0]?.disabled !== false) throw disabled();
        },
      },
      delete: {
        after: async ({ id }: { id: string }) => bus.publish({ kind: 'access', sessionId: id }),
      },
    },
  };
}

function disabled(): APIError {
  return new APIError('FORBIDDEN', {
    code: 'ACCOUNT_DISABLED',
    message: 'This account is disabled. An admin can enable it again.',
  });
}

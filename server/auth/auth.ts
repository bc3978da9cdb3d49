import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { toNodeHandler } from 'better-auth/node';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, ROLES } from '@/common/domain/user';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address';
import type { Actor } from './actor';

export interface AuthDeps {
  readonly database: Database;
  readonly log: Log;
  /** Signs the session cookie; at least 32 characters, kept in a file that only the server reads. */
  readonly secret: string;
  /** Where people reach the server. Behind `https` the cookie is `Secure`. */
  readonly origin: string;
  readonly onSignIn: (user: { readonly id: string; readonly name: string }) => void;
}

const HOUR_S = 3_600;

export type Auth = ReturnType<typeof createAuth>;

/** Accounts, passwords and sessions, by better-auth; this file says only how we want them. */
export function createAuth({ database, log, secret, origin, onSignIn }: AuthDeps) {
  const library = betterAuth({
    appName: 'OpsBro',
    secret,
    baseURL: origin,
    // Origin and Host are checked for every request by server/http before it gets here.
    trustedOrigins: (request) => [request?.headers.get('origin') ?? origin],
    database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    user: { additionalFields: { role: { type: 'string', input: false, required: true } } },
    session: { expiresIn: 7 * 24 * HOUR_S, updateAge: 12 * HOUR_S },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: { '/sign-in/email': { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: 'opsbro',
      useSecureCookies: origin.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
    databaseHooks: {
      session: {
        create: {
          after: async ({ userId }) => {
            const user = await database.prisma.user.findUnique({ where: { id: userId } });
            if (user !== null) onSignIn(user);
          },
        },
      },
    },
    logger: {
      level: 'warn',
      log: (level, message) =>
        log[level === 'error' ? 'error' : 'warn']('auth library', { message }),
    },
    telemetry: { enabled: false },
  });

  return {
    /** Answers `/api/auth/*`. */
    handle: toNodeHandler(library),

    /** Who sent a request, by its session cookie. */
    async actorOf(headers: Headers, address: string): Promise<Actor | undefined> {
      if (!headers.has('cookie')) return undefined;
      const found = await library.api.getSession({ headers });
      if (found === null) return undefined;
      const { id, name, email, role } = found.user;
      const known = ROLES.find((one) => one === role) ?? 'viewer';
      const provenMs = found.session.createdAt.getTime();
      return {
        user: { id, name, email, role: known, grants: [] },
        door: { kind: 'browser', sessionId: found.session.id, provenMs },
        address,
      };
    },

    async hashPassword(password: string): Promise<string> {
      const { password: passwords } = await library.$context;
      return passwords.hash(password);
    },
  };
}

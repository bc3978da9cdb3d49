import { betterAuth } from 'better-auth';
import { symmetricDecrypt } from 'better-auth/crypto';
import { toNodeHandler } from 'better-auth/node';
import type { Database } from '../db/database';
import { accountRules } from './account-rules';
import type { Actor } from './actor';
import { answerSafely } from './answer-safely';
import { type AuthLibraryDeps, authLibraryOptions } from './auth-library';
import type { LoginLimiter } from './login-limiter';
import { oidcPlugin } from './oidc';
import type { PasswordHash } from './password-hash';
import { answerProvider, isProviderPath } from './provider-sign-in';
import { createRecognition, type Recognised } from './recognition';
import type { SessionStore } from './session-store';
import type { SignInJournal } from './sign-in-journal';
import { isTotpCode } from './totp';

export interface AuthDeps extends AuthLibraryDeps {
  readonly sessions: SessionStore;
  readonly limiter: LoginLimiter;
  readonly journal: SignInJournal;
}

export type Auth = ReturnType<typeof createAuth>;

/** Passwords, second factors, sessions and the company's sign-in service, by better-auth. */
export function createAuth(deps: AuthDeps) {
  const { clock, database, oidc } = deps;
  const options = authLibraryOptions(deps);
  const recognised = createRecognition(deps);
  const credentials = credentialsIn(database, deps.passwords);
  const rules = accountRules({
    ...deps,
    actorOf,
    actorOfSession,
    strengthen: credentials.strengthen,
  });
  const library = betterAuth({ ...options, plugins: [...options.plugins, rules] });

  // Made when it is first asked for: it waits for a service elsewhere, and passwords must not.
  let provider: ((request: Request) => Promise<Response>) | undefined;
  function providerHandler() {
    if (oidc === undefined) return undefined;
    const plugins = [...options.plugins, oidcPlugin(oidc), rules];
    provider ??= betterAuth({ ...options, plugins }).handler;
    return provider;
  }

  const answer = (request: Request) =>
    isProviderPath(new URL(request.url).pathname)
      ? answerProvider(providerHandler(), request)
      : library.handler(request);

  async function actorOf(headers: Headers, address: string): Promise<Actor | undefined> {
    return (await recognise(headers, address))?.actor;
  }

  async function recognise(headers: Headers, address: string): Promise<Recognised | undefined> {
    if (!headers.has('cookie')) return undefined;
    const found = await library.api.getSession({ headers, query: { disableRefresh: true } });
    return found === null ? undefined : recognised(found, address);
  }

  async function actorOfSession(token: string, address: string): Promise<Actor | undefined> {
    const { internalAdapter } = await library.$context;
    const found = await internalAdapter.findSession(token);
    return found === null ? undefined : (await recognised(found, address))?.actor;
  }

  return {
    /** Answers those paths of `/api/auth/` that `auth-paths.ts` lists. */
    handle: toNodeHandler(answerSafely(answer, deps.log)),

    /** What a login page may offer. */
    methods: () => ({ oidc: oidc === undefined ? null : { name: oidc.name }, twoFactor: true }),

    /** Who sent a request, by its session cookie. */
    actorOf,
    /** As `actorOf`, with how long it holds. */
    recognise,
    /** Of somebody's password; `undefined` for those who sign in elsewhere. */
    passwordHashOf: credentials.hashOf,

    /** Whether it is the code that somebody's app shows; false for those who have no second factor. */
    async isCode(userId: string, code: string): Promise<boolean> {
      const kept = await secondFactorOf(database, userId);
      if (kept === undefined) return false;
      const { secretConfig } = await library.$context;
      const secret = await symmetricDecrypt({ key: secretConfig, data: kept });
      return isTotpCode(Buffer.from(secret), code, clock.wallMs());
    },
  };
}

/** Encrypted; `undefined` for those who have none, or have not shown yet that it works. */
async function secondFactorOf(database: Database, userId: string): Promise<string | undefined> {
  const { rows } = await database.query<{ secret: string }>(
    'SELECT secret FROM "TwoFactor" WHERE "userId" = $1 AND verified',
    [userId],
  );
  return rows[0]?.secret;
}

function credentialsIn(database: Database, passwords: PasswordHash) {
  async function hashOf(userId: string): Promise<string | undefined> {
    const { rows } = await database.query<{ password: string | null }>(
      `SELECT password FROM "Account" WHERE "userId" = $1 AND "providerId" = 'credential'`,
      [userId],
    );
    return rows[0]?.password ?? undefined;
  }

  return {
    hashOf,

    /** Replaces a hash that costs less than one of today. */
    async strengthen(userId: string, password: string): Promise<void> {
      const known = await hashOf(userId);
      if (known === undefined || !passwords.isOutdated(known)) return;
      await database.query(
        `UPDATE "Account" SET password = $2, "updatedAt" = now()
         WHERE "userId" = $1 AND "providerId" = 'credential' AND password = $3`,
        [userId, await passwords.hash(password), known],
      );
    },
  };
}

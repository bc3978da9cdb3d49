import { APIError, type BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { CLIENT_ADDRESS_HEADER } from '../http/client-address';
import type { Actor } from './actor';
import { asApiError } from './auth-library';
import type { LoginLimiter } from './login-limiter';
import { checkPassword } from './password-rules';
import type { SignInJournal } from './sign-in-journal';

export interface AccountRulesDeps {
  readonly limiter: LoginLimiter;
  readonly journal: SignInJournal;
  /** Who asks, by the session cookie, idle and disabled ones left out. */
  readonly actorOf: (headers: Headers, address: string) => Promise<Actor | undefined>;
  /** Whom a session belongs to, for one that was made just now. */
  readonly actorOfSession: (token: string, address: string) => Promise<Actor | undefined>;
  /** Replaces a hash that costs less than today's. */
  readonly strengthen: (userId: string, password: string) => Promise<void>;
}

type Ask = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];
type Rule = (ask: Ask, deps: AccountRulesDeps) => Promise<{ readonly context: object } | undefined>;

/** What is asked of a request before the library looks at it. */
const BEFORE: Readonly<Record<string, Rule>> = {
  async '/sign-in/email'({ body, headers }, { limiter }) {
    await limiter.take({ address: addressOf(headers), email: textOf(body?.email) });
    return undefined;
  },
  async '/change-password'(ask, deps) {
    const { user } = await knownActor(ask, deps);
    checkPassword(textOf(ask.body?.newPassword), user);
    await deps.limiter.take({ address: addressOf(ask.headers), email: user.email });
    return { context: { body: { revokeOtherSessions: true } } };
  },
  '/two-factor/enable': askPassword,
  '/two-factor/disable': askPassword,
  '/two-factor/generate-backup-codes': askPassword,
  async '/two-factor/verify-totp'(ask, deps) {
    const user = await takeCode(ask, deps);
    const isFresh = await deps.limiter.claimCode(user.id, textOf(ask.body?.code));
    if (!isFresh) throw codeUsed();
    return { context: { body: { trustDevice: false } } };
  },
  async '/two-factor/verify-backup-code'(ask, deps) {
    await takeCode(ask, deps);
    return { context: { body: { trustDevice: false, disableSession: false } } };
  },
};

/** What follows from what the library has done. */
const AFTER: Readonly<Record<string, (ask: Ask, deps: AccountRulesDeps) => Promise<void>>> = {
  async '/sign-in/email'(ask, { journal, limiter, strengthen, ...deps }) {
    const email = textOf(ask.body?.email);
    const address = addressOf(ask.headers);
    const { returned } = ask.context;
    if (isAPIError(returned) && returned.statusCode === 401) {
      return journal.refused(email, address, 'password');
    }
    const actor = await newActor(ask, deps);
    if (actor === undefined) return;
    await limiter.forget(email);
    await strengthen(actor.user.id, textOf(ask.body?.password));
    await journal.signedIn(actor, 'password');
  },
  async '/callback/:id'(ask, { journal, ...deps }) {
    const actor = await newActor(ask, deps);
    if (actor !== undefined) await journal.signedIn(actor, 'provider');
  },
  '/two-factor/verify-totp': afterCode,
  '/two-factor/verify-backup-code': afterCode,
  async '/two-factor/disable'(ask, { journal, limiter, ...deps }) {
    const actor = await newActor(ask, deps);
    if (actor === undefined) return;
    await limiter.forget(actor.user.email);
    await journal.twoFactorOff(actor);
  },
  async '/two-factor/generate-backup-codes'(ask, { journal, actorOf }) {
    if (isAPIError(ask.context.returned) || ask.headers === undefined) return;
    const actor = await actorOf(ask.headers, addressOf(ask.headers));
    if (actor !== undefined) await journal.backupCodes(actor);
  },
  async '/change-password'(ask, { journal, limiter, ...deps }) {
    const actor = await newActor(ask, deps);
    if (actor === undefined) return;
    await limiter.forget(actor.user.email);
    await journal.passwordChanged(actor);
  },
};

/**
 * Our rules around the library's own: tries are counted, easy passwords refused, codes taken once,
 * no device is trusted to go without its second factor, and everything is written down. To be the
 * last of the plugins: the one for second factors ends a session that must wait for its code.
 */
export function accountRules(deps: AccountRulesDeps): BetterAuthPlugin {
  return {
    id: 'opsbro-account-rules',
    hooks: {
      before: [
        {
          matcher: ({ path }) => path !== undefined && Object.hasOwn(BEFORE, path),
          handler: createAuthMiddleware(async (ask) => {
            try {
              return await BEFORE[ask.path]?.(ask, deps);
            } catch (error) {
              throw asApiError(error);
            }
          }),
        },
      ],
      after: [
        {
          matcher: ({ path }) => path !== undefined && Object.hasOwn(AFTER, path),
          handler: createAuthMiddleware(async (ask) => {
            await AFTER[ask.path]?.(ask, deps);
          }),
        },
      ],
    },
  };
}

async function askPassword(ask: Ask, deps: AccountRulesDeps): Promise<undefined> {
  const { user } = await knownActor(ask, deps);
  await deps.limiter.take({ address: addressOf(ask.headers), email: user.email });
}

async function afterCode(ask: Ask, { journal, limiter, ...deps }: AccountRulesDeps): Promise<void> {
  if (isAPIError(ask.context.returned)) {
    const owner = await codeOwner(ask, deps);
    if (owner === undefined) return;
    return journal.refused(owner.email, addressOf(ask.headers), 'code');
  }
  const before = ask.context.session?.user;
  const actor = await newActor(ask, deps);
  if (actor === undefined) return;
  await limiter.forget(actor.user.email);
  if (before === undefined) await journal.signedIn(actor, 'password-and-code');
  else await journal.twoFactorOn(actor);
}

/** Whose second factor it is: of whoever is signed in, or has given the password just before. */
async function codeOwner(
  ask: Ask,
  { actorOf }: Pick<AccountRulesDeps, 'actorOf'>,
): Promise<{ readonly id: string; readonly email: string } | undefined> {
  const actor = ask.headers && (await actorOf(ask.headers, addressOf(ask.headers)));
  return actor?.user ?? (await challengedUser(ask));
}

async function takeCode(
  ask: Ask,
  deps: AccountRulesDeps,
): Promise<{ readonly id: string; readonly email: string }> {
  const user = await codeOwner(ask, deps);
  const address = addressOf(ask.headers);
  await deps.limiter.take({ address, ...(user && { email: user.email }) });
  if (user === undefined) throw signInFirst();
  return user;
}

async function challengedUser({ context, getSignedCookie }: Ask) {
  const { name } = context.createAuthCookie('two_factor');
  const challenge = await getSignedCookie(name, context.secret);
  if (typeof challenge !== 'string') return undefined;
  const found = await context.internalAdapter.findVerificationValue(challenge);
  if (found === null) return undefined;
  return (await context.internalAdapter.findUserById(found.value)) ?? undefined;
}

async function knownActor({ headers }: Ask, { actorOf }: AccountRulesDeps): Promise<Actor> {
  const actor = headers && (await actorOf(headers, addressOf(headers)));
  if (actor === undefined) throw signInFirst();
  return actor;
}

/** Whom the library has let in just now; nobody while a code is still to come. */
async function newActor(
  { context, headers }: Ask,
  { actorOfSession }: Pick<AccountRulesDeps, 'actorOfSession'>,
): Promise<Actor | undefined> {
  const token = context.newSession?.session.token;
  return token === undefined ? undefined : actorOfSession(token, addressOf(headers));
}

function signInFirst(): APIError {
  return new APIError('UNAUTHORIZED', { code: 'UNAUTHORIZED', message: 'Sign in first.' });
}

function codeUsed(): APIError {
  return new APIError('UNAUTHORIZED', {
    code: 'CODE_USED',
    message: 'This code was tried already. Wait for the next one.',
  });
}

function addressOf(headers: Headers | undefined): string {
  return headers?.get(CLIENT_ADDRESS_HEADER) ?? '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

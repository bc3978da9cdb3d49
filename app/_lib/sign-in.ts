'use client';
import { type AuthAnswer, authRequest, refusalOf } from './auth-request';

const WRONG = 'The e-mail or the password is wrong.';
const TOO_MANY = 'Too many attempts. Wait a minute, then try again.';

/** `code`: the password was right, and a code is asked for before there is a session. */
export type SignIn =
  | { readonly outcome: 'signed-in' }
  | { readonly outcome: 'code' }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Opens a session; the cookie is the server's business. */
export async function signIn(email: string, password: string): Promise<SignIn> {
  const answer = await authRequest('/sign-in/email', { email, password });
  if (answer.ok) return { outcome: answer.data.twoFactorRedirect === true ? 'code' : 'signed-in' };
  const reason = signInRefusal(answer);
  return { outcome: 'refused', reason };
}

/** Unknown and wrong are told alike; how long to wait is the server's to say. */
function signInRefusal(answer: Extract<AuthAnswer, { ok: false }>): string {
  if (answer.status === 400 || answer.status === 401) return WRONG;
  if (answer.status === 429) return answer.message || TOO_MANY;
  return refusalOf(answer, {});
}

const CODE_WORDS: Readonly<Record<string, string>> = {
  INVALID_CODE: 'This is not the code that the app shows now. Codes change every 30 seconds.',
  INVALID_BACKUP_CODE: 'This is no backup code, or it was used before: each works once.',
  INVALID_TWO_FACTOR_COOKIE: 'This took too long. Start again with your password.',
  ACCOUNT_TEMPORARILY_LOCKED: 'Too many wrong codes. Wait a few minutes, then start again.',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'Too many wrong codes. Start again with your password.',
};

/**
 * The second step, with what the app shows or with one of the backup codes.
 * @returns why not, in a sentence; undefined when signed in
 */
export async function signInWithCode(
  kind: 'app' | 'backup',
  code: string,
): Promise<string | undefined> {
  const path = kind === 'app' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code';
  const answer = await authRequest(path, { code });
  if (answer.ok) return undefined;
  if (answer.status === 429) return answer.message || TOO_MANY;
  return refusalOf(answer, CODE_WORDS);
}

/**
 * Leaves for the organisation's own sign-in, which sends the person back to `next`.
 * @returns why not, in a sentence
 */
export async function leaveForProvider(next: string): Promise<string | undefined> {
  const answer = await authRequest('/sign-in/oauth2', {
    providerId: 'opsbro',
    callbackURL: next,
    errorCallbackURL: '/login',
  });
  if (!answer.ok) return refusalOf(answer, {});
  if (typeof answer.data.url !== 'string') return 'The server named no address to sign in at.';
  location.assign(answer.data.url);
  return undefined;
}

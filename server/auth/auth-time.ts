import { z } from 'zod';

/** By clocks that agree: somebody types a password and looks at a phone in less. */
const FRESH_MS_MAX = 5 * 60_000;

const claims = z.object({ auth_time: z.number() });

/**
 * Whether somebody proved to the sign-in service just now who they are. A service with a session of
 * its own would otherwise vouch in silence for whoever holds the browser.
 * @param idToken a JWT whose signature was checked before
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken for `auth_time`, in seconds
 */
export function isFreshlyProven(idToken: string, nowMs: number): boolean {
  const found = claims.safeParse(payloadOf(idToken));
  return found.success && Math.abs(nowMs - found.data.auth_time * 1_000) <= FRESH_MS_MAX;
}

function payloadOf(idToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}

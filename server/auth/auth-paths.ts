/** The library's name for the company's sign-in service; part of the address people come back to. */
export const OIDC_PROVIDER = 'opsbro';

/**
 * What of the authentication library can be reached from outside, and how. All of it is behind
 * pages of ours; the library has many more paths, which are not.
 */
export const AUTH_PATHS: ReadonlyMap<string, 'GET' | 'POST'> = new Map([
  ['/api/auth/sign-in/email', 'POST'],
  ['/api/auth/sign-out', 'POST'],
  ['/api/auth/change-password', 'POST'],
  ['/api/auth/two-factor/enable', 'POST'],
  ['/api/auth/two-factor/disable', 'POST'],
  ['/api/auth/two-factor/verify-totp', 'POST'],
  ['/api/auth/two-factor/verify-backup-code', 'POST'],
  ['/api/auth/two-factor/generate-backup-codes', 'POST'],
  ['/api/auth/sign-in/oauth2', 'POST'],
  [`/api/auth/callback/${OIDC_PROVIDER}`, 'GET'],
]);

'use client';

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'The e-mail or the password is wrong.',
  400: 'The e-mail or the password is wrong.',
  429: 'Too many attempts. Wait a minute, then try again.',
};

/**
 * Opens a session; the cookie is the server's business.
 * @returns why not, in a sentence; undefined when signed in
 */
export async function signIn(email: string, password: string): Promise<string | undefined> {
  try {
    const answer = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (answer.ok) return undefined;
    return REFUSALS[answer.status] ?? `The server could not sign you in (HTTP ${answer.status}).`;
  } catch {
    return 'The server does not answer. Check that it runs, then try again.';
  }
}

'use client';

let leaving = false;

/** Whether the page is being left on purpose, and nobody else needs to say where it goes. */
export function isSigningOut(): boolean {
  return leaving;
}

/** Ends the session, and leaves the page with everything that it knew. */
export async function signOut(): Promise<void> {
  leaving = true;
  try {
    await fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    location.assign('/login');
  } catch (error) {
    leaving = false;
    throw error;
  }
}

'use client';
import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  splitLink,
  type TRPCClient,
  wsLink,
} from '@trpc/client';
import superjson from 'superjson';
import type { AppRouter } from '@/server/trpc/app-router';
import { authSettled } from './auth-request';
import { reportConnection } from './live-store';
import { loginPath } from './local-path';
import { noAnswerLink } from './no-answer-link';
import { pageSocket } from './page-socket';
import { askForProof } from './proof';
import { proveAgainLink } from './prove-again-link';
import { isSigningOut } from './sign-out';
import { signedOutLink } from './signed-out-link';

const PATH = '/api/trpc';
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;

export type ApiClient = TRPCClient<AppRouter>;

let inBrowser: ApiClient | undefined;

/**
 * One client, and so one socket, a page. Made outside React: a tree that suspends before it has
 * mounted makes its state again, and would open a socket each time.
 */
export function apiClient(): ApiClient {
  if (typeof window === 'undefined') return createTRPCClient<AppRouter>({ links: [http()] });
  inBrowser ??= createTRPCClient<AppRouter>({
    links: [
      signedOutLink(() => void leaveIfSignedOut()),
      proveAgainLink(askForProof),
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: wsLink({ client: socket(), transformer: superjson }),
        false: [noAnswerLink, http()],
      }),
    ],
  });
  return inBrowser;
}

/** Pages ask the server that renders them directly, so this is used in browsers only. */
function http() {
  return httpBatchLink<AppRouter>({ url: PATH, transformer: superjson });
}

function socket() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const client = createWSClient({
    url: `${scheme}://${location.host}/ws`,
    WebSocket: pageSocket(),
    lazy: { enabled: true, closeMs: 10_000 },
    // A server that hangs is noticed within seconds, and not only one that hangs up.
    keepAlive: { enabled: true, intervalMs: 5_000, pongTimeoutMs: 3_000 },
    retryDelayMs: (attempt) => retryDelayMs(attempt, Math.random()),
  });
  client.connectionState.subscribe({
    next({ state, error }) {
      if (state === 'pending') reportConnection('open');
      else if (state === 'idle') reportConnection('idle');
      else reportConnection(error === null ? 'connecting' : 'lost');
      if (error !== null) void leaveIfSignedOut();
    },
  });
  return client;
}

/** With the way back. The form of the login is not led to itself. */
function goToLogin(): void {
  if (location.pathname !== '/login' && !isSigningOut()) {
    location.assign(loginPath(location.pathname + location.search));
  }
}

let asking = false;

/**
 * Whoever is not known may have been signed out elsewhere, and so may the one whose socket the server
 * closed; or a session has just taken the place of another, as when two-step sign-in is turned on.
 */
async function leaveIfSignedOut(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    await authSettled();
    const user = await apiClient().auth.me.query();
    if (user === null) goToLogin();
  } catch {
    // It does not answer at all: nothing is known of the session, and the page says what it is.
  } finally {
    asking = false;
  }
}

/**
 * Doubles up to five seconds, and spreads over half of it, so that a restarted server is not met by
 * all of its pages at once.
 * @param chance from 0 to 1
 */
export function retryDelayMs(attempt: number, chance: number): number {
  const delayMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** Math.min(attempt, 10));
  return delayMs * (0.5 + chance / 2);
}

import type { Agent } from 'node:http';
import {
  createTRPCUntypedClient,
  createWSClient,
  type TRPCClientError,
  type TRPCUntypedClient,
  wsLink,
} from '@trpc/client';
import superjson from 'superjson';
import WebSocket from 'ws';
import type { AppRouter } from '../trpc/app-router';
import type { CallOptions } from './client-options';
import { createEventQueue } from './event-queue';
import { unreachable } from './http-call';
import { OpsbroError } from './opsbro-error';

export interface LiveTarget {
  readonly origin: string;
  readonly token: string;
  readonly agent: Agent | undefined;
}

const FRAME_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Subscriptions, over one socket that is opened for the first and closed after the last. It comes
 * back by itself, and goes on after the last event, unless the server does not let it in.
 */
export function createLiveSocket(target: LiveTarget) {
  const url = new URL('/ws', target.origin.replace(/^http/, 'ws'));
  const running = new Set<(error: OpsbroError) => void>();
  let open: { readonly client: TRPCUntypedClient<AppRouter>; close(): void } | undefined;

  function socket() {
    let hasOpened = false;
    const giveUp = (error: OpsbroError) => {
      for (const fail of [...running]) fail(error);
      close();
    };
    const client = createWSClient({
      url: url.href,
      WebSocket: authorisedSocket(target, (error, isFinal) => {
        if (isFinal || !hasOpened) giveUp(unreachable(error, url));
      }),
      onOpen: () => {
        hasOpened = true;
      },
      lazy: { enabled: true, closeMs: 1 },
      keepAlive: { enabled: true, intervalMs: 20_000, pongTimeoutMs: 10_000 },
    });
    const links = [wsLink<AppRouter>({ client, transformer: superjson })];
    return {
      client: createTRPCUntypedClient<AppRouter>({ links }),
      close: () => void client.close(),
    };
  }

  function close(): void {
    open?.close();
    open = undefined;
  }

  async function* subscribe(path: string, input: unknown, { signal }: CallOptions = {}) {
    const arrived = createEventQueue();
    open ??= socket();
    running.add(arrived.fail);
    const subscription = open.client.subscription(path, input, {
      onData: arrived.put,
      onError: (error) => arrived.fail(failureOf(error)),
      onComplete: arrived.end,
    });
    signal?.addEventListener('abort', arrived.end, { once: true });
    if (signal?.aborted) arrived.end();
    try {
      yield* arrived.items();
    } finally {
      signal?.removeEventListener('abort', arrived.end);
      running.delete(arrived.fail);
      subscription.unsubscribe();
    }
  }

  return { subscribe, close };
}

/** A token travels in a header, which a browser's WebSocket could not send. */
function authorisedSocket(
  { token, agent }: LiveTarget,
  onRefused: (error: Error, isFinal: boolean) => void,
): typeof globalThis.WebSocket {
  const AuthorisedSocket = class extends WebSocket {
    constructor(url: string) {
      super(url, {
        headers: { authorization: `Bearer ${token}` },
        maxPayload: FRAME_BYTES_MAX,
        ...(agent && { agent }),
      });
      this.on('unexpected-response', (_request, { statusCode = 0 }) => {
        const isFinal = statusCode >= 400 && statusCode < 500;
        onRefused(new OpsbroError(...refusal(statusCode)), isFinal);
        this.terminate();
      });
      this.on('error', (error) => onRefused(error, false));
    }
  };
  // It has what tRPC uses of a browser's.
  return AuthorisedSocket as unknown as typeof globalThis.WebSocket;
}

function refusal(status: number): [string, string] {
  if (status === 401 || status === 403) {
    return [
      'UNAUTHORIZED',
      'The server does not take this token: it is wrong, expired or revoked.',
    ];
  }
  return ['UNREACHABLE', `The server answered with ${status} instead of opening a WebSocket.`];
}

function failureOf(error: TRPCClientError<AppRouter>): OpsbroError {
  const { code } = error.data ?? {};
  return new OpsbroError(code ?? 'UNREACHABLE', error.message, { cause: error });
}

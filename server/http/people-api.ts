import type { IncomingMessage, ServerResponse } from 'node:http';
import { TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import type { TRPCRequestInfo } from '@trpc/server/http';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import type { Recognised } from '../auth/recognition';
import type { Services } from '../services';
import { appRouter } from '../trpc/app-router';
import type { Context } from '../trpc/context';
import { asTrpcError } from '../trpc/error-codes';
import { CLIENT_ADDRESS_HEADER } from './client-address';
import type { Handler } from './http-server';
import { peopleWire } from './people-wire';
import { headersOf } from './request-headers';
import { retryAfter } from './retry-after';
import { serveCalls } from './serve-calls';

/** Far above what a page sends: whatever a stranger sends is unpacked before it is refused. */
const BODY_BYTES_MAX = 64 * 1024;
/** A page that comes back asks again for all that it shows. */
const FRAME_BYTES_MAX = 256 * 1024;
const BATCH_MAX = 32;
/** A script's socket has its token in its first message, which must come soon. */
const TOKEN_WAIT_MS = 5_000;
/** Sockets of which nobody knows yet whose they are. */
const WAITING_MAX = 256;
/** Of a socket whose rights have ended or changed; the client connects anew and is told then. */
const CLOSE_RIGHTS = 4401;

/** The router for people and scripts: over HTTP at `/api/trpc`, over WebSocket at `/ws`. */
export function createPeopleApi(services: Services, log: Log) {
  // What is no AppError is a bug: the caller reads "Internal error", the log has the rest.
  const onError = ({ error, path }: { error: TRPCError; path: string | undefined }) => {
    if (error.code === 'INTERNAL_SERVER_ERROR') {
      log.error('procedure failed', { path, reason: error.message, error: error.cause ?? error });
    }
  };

  const http: Handler = createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    createContext: ({ req, res, info }) => httpContext(services, req, res, info),
    responseMeta: ({ errors }) => ({ headers: retryAfter(waitOf(errors)) }),
    maxBodySize: BODY_BYTES_MAX,
    maxBatchSize: BATCH_MAX,
    onError,
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  const waiting = waitForTokens(sockets, services);
  const { tellToReconnect } = serveCalls(
    {
      wss: sockets,
      router: appRouter,
      createContext({ req, res, info }) {
        waiting.hasCome(res);
        return socketContext(services, req, res, info);
      },
      keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
      onError,
    },
    peopleWire,
  );

  return { http, sockets, tellToReconnect };
}

/** Of several calls in one request, until all of them may go well. */
function waitOf(errors: readonly TRPCError[]): number | undefined {
  const waits = errors.flatMap(({ cause }) =>
    AppError.is(cause) ? (cause.retryAfterMs ?? []) : [],
  );
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** A request is over when it is answered; only a subscription goes on, and ends with its rights. */
async function httpContext(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  info: TRPCRequestInfo,
): Promise<Context> {
  const headers = headersOf(request);
  const address = headers.get(CLIENT_ADDRESS_HEADER) ?? '';
  const recognise = () => services.doorkeeper.recognise(headers, address);
  if (info.type !== 'subscription') {
    return { actor: (await translated(recognise))?.actor, address, services };
  }
  const actor = await keep(services, recognise, {
    isOver: () => response.destroyed,
    close: () => response.destroy(),
    onEnd: (ended) => response.once('close', ended),
  });
  return { actor, address, services };
}

/**
 * A page is known by its cookie. A script has no origin and so no cookie counts: were it otherwise,
 * whatever can open a socket without naming an origin could borrow somebody's session.
 */
async function socketContext(
  services: Services,
  request: IncomingMessage,
  socket: WebSocket,
  { connectionParams }: TRPCRequestInfo,
): Promise<Context> {
  const headers = headersOf(request);
  const address = headers.get(CLIENT_ADDRESS_HEADER) ?? '';
  const given = headers.get('authorization') ?? connectionParams?.authorization;
  const { doorkeeper } = services;
  const recognise = () =>
    given === undefined && headers.has('origin')
      ? doorkeeper.recognise(headers, address)
      : doorkeeper.byToken(given, address);
  const actor = await keep(services, recognise, {
    isOver: () => socket.readyState !== socket.OPEN,
    close() {
      socket.close(CLOSE_RIGHTS, 'rights have changed');
      // Whoever does not answer the closing is not waited for.
      services.clock.after(1_000, () => socket.terminate());
    },
    onEnd: (ended) => socket.once('close', ended),
  });
  // There is nothing on this socket for whoever has not signed in, and it would stay open.
  if (actor === undefined) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  return { actor, address, services, subscriptions: { open: 0 } };
}

/**
 * Recognises whoever opens something that stays open, and closes it when the rights end. Whoever
 * left meanwhile ends no more, so nothing is kept of him.
 */
async function keep(
  { connections }: Services,
  recognise: () => Promise<Recognised | undefined>,
  connection: {
    readonly isOver: () => boolean;
    readonly close: () => void;
    readonly onEnd: (ended: () => void) => void;
  },
) {
  for (;;) {
    const { changes } = connections;
    const found = await translated(recognise);
    if (found === undefined) return undefined;
    const leave = connections.add({ ...found, close: connection.close }, changes);
    if (leave === undefined) continue;
    if (connection.isOver()) leave();
    else connection.onEnd(leave);
    return found.actor;
  }
}

/** What is thrown before there is a procedure passes no middleware that would translate it. */
async function translated<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!AppError.is(cause)) throw cause;
    throw asTrpcError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }));
  }
}

function waitForTokens(sockets: WebSocketServer, { clock }: Services) {
  const waiting = new Map<WebSocket, () => void>();
  function hasCome(socket: WebSocket): void {
    waiting.get(socket)?.();
    waiting.delete(socket);
  }
  sockets.on('connection', (socket) => {
    if (waiting.size >= WAITING_MAX) return socket.terminate();
    waiting.set(
      socket,
      clock.after(TOKEN_WAIT_MS, () => socket.terminate()),
    );
    socket.once('close', () => hasCome(socket));
  });
  return { hasCome };
}

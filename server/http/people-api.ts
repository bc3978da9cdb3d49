import type { IncomingMessage } from 'node:http';
import type { TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import type { Log } from '@/common/log';
import type { Services } from '../services';
import { appRouter } from '../trpc/app-router';
import type { Context } from '../trpc/context';
import { CLIENT_ADDRESS_HEADER } from './client-address';
import type { Handler } from './http-server';
import { headersOf } from './request-headers';

const BODY_BYTES_MAX = 1024 * 1024;
const BATCH_MAX = 32;

/** The router for people and scripts: over HTTP at `/api/trpc`, over WebSocket at `/ws`. */
export function createPeopleApi(services: Services, log: Log) {
  const contextOf = async (request: IncomingMessage): Promise<Context> => {
    const headers = headersOf(request);
    const address = headers.get(CLIENT_ADDRESS_HEADER) ?? '';
    return { actor: await services.auth.actorOf(headers, address), address, services };
  };
  // What is no AppError is a bug: the caller reads "Internal error", the log has the rest.
  const onError = ({ error, path }: { error: TRPCError; path: string | undefined }) => {
    if (error.code === 'INTERNAL_SERVER_ERROR') {
      log.error('procedure failed', { path, reason: error.message, error: error.cause ?? error });
    }
  };

  const http: Handler = createHTTPHandler({
    router: appRouter,
    basePath: '/api/trpc/',
    createContext: ({ req }) => contextOf(req),
    maxBodySize: BODY_BYTES_MAX,
    maxBatchSize: BATCH_MAX,
    onError,
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: BODY_BYTES_MAX,
    perMessageDeflate: false,
  });
  const { broadcastReconnectNotification } = applyWSSHandler({
    wss: sockets,
    router: appRouter,
    createContext: ({ req }) => contextOf(req),
    keepAlive: { enabled: true, pingMs: 20_000, pongWaitMs: 10_000 },
    onError,
  });

  return { http, sockets, tellToReconnect: broadcastReconnectNotification };
}

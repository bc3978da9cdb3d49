import { createServer, type IncomingMessage } from 'node:http';
import { userInfo } from 'node:os';
import type { TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { AppError } from '@/common/errors';
import type { Log } from '@/common/log';
import { claimSocket } from '@/common/node/socket-claim';
import type { Actor } from '../auth/actor';
import { sendText } from '../http/answers';
import type { Services } from '../services';
import { appRouter } from '../trpc/app-router';
import { consoleActor } from './console-actor';
import { consolePath, SOCKET_PATH_BYTES_MAX } from './console-path';
import { askConsole, isNobodyThere } from './console-request';

export interface ConsoleServerDeps {
  readonly services: Services;
  /** The server's part of the data directory. */
  readonly directory: string;
  readonly log: Log;
  /** For the first account; nothing when there is one. */
  readonly setUpLink: () => Promise<string | undefined>;
}

export interface ConsoleServer {
  close(): Promise<void>;
}

export const CONSOLE_USER_HEADER = 'x-opsbro-user';
export const CONSOLE_PATHS = { pid: '/pid', setUpLink: '/set-up-link' } as const;

const BODY_BYTES_MAX = 1024 * 1024;
const CONNECTIONS_MAX = 32;
const ASK_MS_MAX = 5_000;

/**
 * The router for whoever sits at the server's own machine, on a Unix socket that only the server's
 * user and root can open: they could read its files as well, so they may do everything.
 *
 * @throws {AppError} CONFLICT when another server has this data directory.
 */
export async function openConsoleServer(deps: ConsoleServerDeps): Promise<ConsoleServer> {
  const { services, directory, log } = deps;
  const path = consolePath(directory);
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    log.warn('no console, the path of its socket is too long', { path });
    return { close: async () => undefined };
  }
  const api = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: async ({ req }) => ({ actor: actorOf(req), address: '', services }),
    maxBodySize: BODY_BYTES_MAX,
    onError({ error, path: procedure }: { error: TRPCError; path: string | undefined }) {
      if (error.code !== 'INTERNAL_SERVER_ERROR') return;
      log.error('procedure failed', { path: procedure, reason: error.message, error });
    },
  });
  const server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 5_000 },
    (request, response) => {
      const { url = '', method } = request;
      if (url.startsWith('/trpc/')) return api(request, response);
      if (url === CONSOLE_PATHS.pid) return sendText(response, 200, String(process.pid));
      if (url !== CONSOLE_PATHS.setUpLink || method !== 'POST') {
        return sendText(response, 404, 'There is no such thing here.');
      }
      deps.setUpLink().then(
        (link) => sendText(response, 200, link ?? ''),
        () => sendText(response, 500, 'The server failed; its log says why.'),
      );
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  // A backup answers when it is written.
  server.requestTimeout = 0;
  const release = await claimSocket(server, path, {
    holderOf: pidAt,
    heldBy: (holder) =>
      new AppError(
        'CONFLICT',
        `The data directory ${directory} is in use by ${holder}; stop that one, or choose another data directory with --data.`,
      ),
  });
  return {
    close: () =>
      new Promise((resolve) => {
        release();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pidAt(path: string): Promise<string | undefined> {
  try {
    const { body } = await askConsole(path, { path: CONSOLE_PATHS.pid, timeoutMs: ASK_MS_MAX });
    return `the server with pid ${body.trim()}`;
  } catch (error) {
    return isNobodyThere(error) ? undefined : 'another process';
  }
}

function actorOf({ headers }: IncomingMessage): Actor {
  const said = headers[CONSOLE_USER_HEADER];
  const isName = typeof said === 'string' && /^[\w.@-]+$/.test(said);
  return consoleActor(isName ? said : userInfo().username);
}

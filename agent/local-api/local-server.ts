import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { AppError, type ErrorCode, messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { BODY_BYTES_MAX, type LocalApi } from './local-api';
import { answer } from './local-routes';
import { claimSocket } from './socket-claim';

const STATUS: Record<ErrorCode, number> = {
  NOT_FOUND: 404,
  CONFLICT: 409,
  FORBIDDEN: 403,
  UNAUTHENTICATED: 401,
  INVALID: 400,
  UNREACHABLE: 502,
  BUSY: 503,
  TOO_MANY: 429,
};

export interface LocalServer {
  /** Answers from now on; before, callers are told that the agent is starting. */
  serve(api: LocalApi): void;
  /** Ends what is going on and removes the socket. */
  close(): Promise<void>;
}

/**
 * HTTP on a Unix socket that only its owner may open.
 * @throws {AppError} CONFLICT when another agent holds the socket.
 */
export async function openLocalServer(path: string, log: Log): Promise<LocalServer> {
  let api: LocalApi | undefined;
  const server = createServer(
    {
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      keepAliveTimeout: 1_000,
      maxHeaderSize: 8_192,
    },
    (request, response) => {
      handle(request, api)
        .then((body) => reply(response, 200, body))
        .catch((error) => refuse(response, error, log));
    },
  );
  server.maxConnections = 64;
  const release = await claimSocket(server, path);
  return {
    serve(given) {
      api = given;
    },
    close: () =>
      new Promise((resolve) => {
        release();
        server.close(() => resolve());
        server.closeIdleConnections();
        setImmediate(() => server.closeAllConnections());
      }),
  };
}

async function handle(request: IncomingMessage, api: LocalApi | undefined): Promise<unknown> {
  const body = await readBody(request);
  if (api === undefined)
    throw new AppError('BUSY', 'The agent is starting; ask again in a second.');
  const [pathname = '', query = ''] = (request.url ?? '').split('?');
  const asked = { pathname, query: new URLSearchParams(query), body };
  return answer(api, { method: request.method ?? 'GET', ...asked });
}

/** Read to its end, within bounds, whether the call wants one or not. */
async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > BODY_BYTES_MAX) {
      throw new AppError('INVALID', `The body is larger than ${BODY_BYTES_MAX} bytes.`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(`${JSON.stringify(body)}\n`);
}

function refuse(response: ServerResponse, error: unknown, log: Log): void {
  if (AppError.is(error)) {
    reply(response, STATUS[error.code], { error: { code: error.code, message: error.message } });
    return;
  }
  log.error('a call failed', { reason: messageOf(error) });
  reply(response, 500, {
    error: { code: 'INTERNAL', message: 'The agent failed; its log says why.' },
  });
}

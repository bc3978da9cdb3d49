import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import { AUTH_PATHS } from '../auth/auth-paths';
import { isInstallPath } from '../install/install-path';
import { sendOpenApi } from '../openapi/send-openapi';
import { sendJson, sendText } from './answers';
import { CLIENT_ADDRESS_HEADER, type ClientAddress, createClientAddress } from './client-address';
import type { HostRule } from './origin';
import { secure } from './security-headers';
import { sendWaitingPage } from './waiting-page';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** What answers once the database is open. */
export interface Handlers {
  readonly pages: Handler;
  readonly trpc: Handler;
  readonly auth: Handler;
  /** The agent for machines that join. */
  readonly install: Handler;
  /** Prometheus text. */
  readonly metrics: Handler;
  /** Whether the server can do its work now; a sentence if not. */
  readonly readiness: () => { readonly ready: boolean; readonly step: string };
}

export interface HttpServerDeps {
  readonly hosts: HostRule;
  /** Who asks, behind proxies that are trusted; without it, whoever the socket names. */
  readonly addressOf?: ClientAddress;
  /** The certificate is one that browsers trust: tells them never to come in plain text again. */
  readonly isStrict?: boolean;
  readonly development: boolean;
  readonly log: Log;
}

const AUTH_BODY_BYTES_MAX = 4_096;

/** Dropped from what comes in: our own, and those by which Next was talked past its checks before. */
const OWN_HEADERS = [
  'x-nonce',
  'content-security-policy',
  CLIENT_ADDRESS_HEADER,
  'x-middleware-subrequest',
  'x-middleware-prefetch',
  'x-middleware-rewrite',
  'x-forwarded-host',
  'next-action',
];

export interface HttpServer {
  readonly server: Server;
  /** What browsers are told to wait for. */
  waitFor(step: string): void;
  serve(handlers: Handlers): void;
}

/** The one port of a server: answers from its first moment, if only with what it is waiting for. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { hosts, addressOf = createClientAddress([]), isStrict = false, development, log } = deps;
  let handlers: Handlers | undefined;
  let step = 'starting';

  const readiness = () => handlers?.readiness() ?? { ready: false, step };

  function answer(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    for (const name of OWN_HEADERS) delete request.headers[name];
    if (!hosts.allows(request.headers.host)) return refuseHost(request, response);
    request.headers[CLIENT_ADDRESS_HEADER] = addressOf(request);
    secure(request, response, { development, isStrict });

    const path = pathOf(request);
    if (path === '/healthz') return sendText(response, 200, 'ok\n');
    if (path === '/readyz') return sendReadiness(response, readiness());
    if (handlers === undefined) return sendNotReady(request, response, step);
    if (isForeignChange(request, hosts)) return refuseForeign(response);
    return route(handlers, path, request, response);
  }

  const server = createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
    Promise.resolve()
      .then(() => answer(request, response))
      .catch((error: unknown) => {
        log.error('request failed', { path: pathOf(request), reason: messageOf(error), error });
        if (response.headersSent) response.destroy();
        else sendJson(response, 500, { error: 'Internal error' });
      });
  });
  server.requestTimeout = 60_000;
  server.headersTimeout = 15_000;

  return {
    server,
    waitFor(next) {
      step = next;
    },
    serve(ready) {
      handlers = ready;
    },
  };
}

function route(
  handlers: Handlers,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | void {
  if (!isOwnPath(path)) return refusePath(response);
  const changes = isChange(request);
  if (path.startsWith('/api/trpc/')) return handlers.trpc(request, response);
  if (path === '/api/openapi.json') return sendOpenApi(response);
  if (path.startsWith('/api/')) return routeAuth(handlers, path, request, response);
  if (changes) return sendJson(response, 405, { error: `A page does not take ${request.method}.` });
  if (path === '/metrics') return handlers.metrics(request, response);
  if (isInstallPath(path)) return handlers.install(request, response);
  return handlers.pages(request, response);
}

function isChange({ method = 'GET' }: IncomingMessage): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function isForeignChange(request: IncomingMessage, hosts: HostRule): boolean {
  return isChange(request) && request.headers.origin !== undefined && !hosts.isOwnPage(request);
}

function refuseForeign(response: ServerResponse): void {
  const error =
    'This request comes from a page of another site. Behind a proxy, set OPSBRO_ORIGIN to the address that people type.';
  sendJson(response, 403, { error });
}

function routeAuth(
  handlers: Handlers,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | void {
  const method = AUTH_PATHS.get(path);
  if (method === undefined) return sendJson(response, 404, { error: `There is no ${path}.` });
  if (request.method !== method || !hasSmallBody(request)) {
    const error = `Expected ${method} with a body of at most ${AUTH_BODY_BYTES_MAX} bytes.`;
    return sendJson(response, 400, { error });
  }
  return handlers.auth(request, response);
}

function hasSmallBody({ method, headers, url = '' }: IncomingMessage): boolean {
  const isChunked = headers['transfer-encoding'] !== undefined;
  const length = Number(headers['content-length'] ?? (method === 'GET' ? 0 : Number.NaN));
  return !isChunked && length <= AUTH_BODY_BYTES_MAX && url.length <= AUTH_BODY_BYTES_MAX;
}

function sendReadiness(response: ServerResponse, readiness: { readonly ready: boolean }): void {
  sendJson(response, readiness.ready ? 200 : 503, readiness);
}

function sendNotReady(request: IncomingMessage, response: ServerResponse, step: string): void {
  const isPage = request.method === 'GET' && !pathOf(request).startsWith('/api/');
  if (isPage) sendWaitingPage(response, step, String(request.headers['x-nonce']));
  else sendJson(response, 503, { error: `The server is not ready: ${step}.` });
}

function refuseHost(request: IncomingMessage, response: ServerResponse): void {
  const host = JSON.stringify(request.headers.host ?? '').slice(0, 128);
  sendText(
    response,
    421,
    `This server does not answer to the name ${host}. If it should, start it with OPSBRO_NAMES=<name>.\n`,
  );
}

/** `http://elsewhere/` is what a proxy is asked, and `//elsewhere` is a host to some. */
/** Nor may it have a `%` with no two digits of a character behind it, at which pages fall over. */
function isOwnPath(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//')) return false;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function refusePath(response: ServerResponse): void {
  sendText(response, 400, 'Expected a path of this server, such as /nodes.\n');
}

export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

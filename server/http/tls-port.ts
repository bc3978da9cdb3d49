import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '@/common/clock';
import { messageOf } from '@/common/errors';
import type { Log } from '@/common/log';
import type { HostRule } from './origin';
import type { TlsKeeper } from './tls-keeper';

export interface TlsPortDeps {
  /** Answers what comes in encrypted; never listens itself. */
  readonly http: HttpServer;
  readonly tls: TlsKeeper;
  readonly hosts: HostRule;
  readonly clock: Clock;
  readonly log: Log;
}

/** First byte of a TLS record that carries a handshake, RFC 8446 §5.1. */
const HANDSHAKE = 0x16;
const HANDSHAKE_MS_MAX = 10_000;

/**
 * What listens where the server is reached from elsewhere: TLS, and for whoever comes in plain text
 * the way there. Which of the two it is shows in the first byte.
 */
export function createTlsPort({ http, tls, hosts, clock, log }: TlsPortDeps): Server {
  const redirect = createRedirect(hosts);
  const encrypted = createTlsServer(
    {
      ...tls.options,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: HANDSHAKE_MS_MAX,
    },
    (socket) => http.emit('connection', socket),
  );
  tls.onChange((options) => encrypted.setSecureContext(options));
  encrypted.on('tlsClientError', (error, socket) => {
    log.debug('connection not encrypted', { reason: messageOf(error) });
    socket.destroy();
  });

  // A server of Node's looks for slow clients from when it listens, and these two never do.
  for (const server of [http, redirect]) server.emit('listening');

  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const cancel = clock.after(HANDSHAKE_MS_MAX, () => socket.destroy());
    socket.once('close', cancel);
    socket.once('data', (first) => {
      socket.pause();
      cancel();
      socket.unshift(first);
      const next = first[0] === HANDSHAKE ? encrypted : redirect;
      next.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
}

/** Agents are refused: an address in plain text is a mistake in their configuration. */
function createRedirect(hosts: HostRule): HttpServer {
  const server = createHttpServer((request, response) => {
    const { host } = request.headers;
    const path = request.url ?? '/';
    response.setHeader('connection', 'close');
    if (path.startsWith('/agent') || !path.startsWith('/') || !hosts.allows(host)) {
      response.writeHead(426, { 'content-type': 'text/plain; charset=utf-8', upgrade: 'TLS/1.2' });
      response.end('This port speaks TLS: use https:// or wss://.\n');
      return;
    }
    response.writeHead(308, { location: `https://${host}${path}` });
    response.end();
  });
  server.on('upgrade', (_request, socket) => {
    socket.end(
      'HTTP/1.1 426 Upgrade Required\r\nUpgrade: TLS/1.2\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\nThis port speaks TLS: use wss://.\n',
    );
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  return server;
}

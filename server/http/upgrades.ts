import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import { bearerOf } from '../tokens/token-format';
import { CLIENT_ADDRESS_HEADER, type ClientAddress, createClientAddress } from './client-address';
import { pathOf } from './http-server';
import type { HostRule } from './origin';
import { createPrivacyRule, type PrivacyRule } from './privacy-rule';

export interface UpgradeDeps {
  readonly hosts: HostRule;
  /** Who asks, behind proxies that are trusted; without it, whoever the socket names. */
  readonly addressOf?: ClientAddress;
  /** Without it, plain text is for this machine alone. */
  readonly isPrivate?: PrivacyRule;
  readonly people: WebSocketServer;
  readonly agents: WebSocketServer;
  /** Next's own, for its development tools; never listens. `undefined` in production. */
  readonly development: Server | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** A reader that lets this much pile up is too slow: it is sent away and comes back for the rest. */
const BUFFERED_BYTES_MAX = 1024 * 1024;
const LOOK_INTERVAL_MS = 5_000;

/**
 * Lets in two kinds of socket and no other. A page's must come from a page of ours, a script's has a
 * token; an agent is no browser, so one that names an origin is a page of another site trying to be
 * an agent.
 * @returns stops looking for slow readers
 */
export function acceptUpgrades(server: Server, deps: UpgradeDeps): () => void {
  const { addressOf = createClientAddress([]) } = deps;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    request.headers[CLIENT_ADDRESS_HEADER] = addressOf(request);
    const path = pathOf(request);
    if (deps.development !== undefined && path.startsWith('/_next/')) {
      deps.development.emit('upgrade', request, socket, head);
      return;
    }
    const sockets = socketsFor(deps, path, request);
    if (typeof sockets === 'string') {
      deps.log.warn('socket refused', { path: path.slice(0, 128), reason: sockets });
      refuse(socket, sockets);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      sockets.emit('connection', accepted, request);
    });
  });
  return watchSlowReaders(deps);
}

function socketsFor(
  { hosts, people, agents, isPrivate = createPrivacyRule([]) }: UpgradeDeps,
  path: string,
  request: IncomingMessage,
): WebSocketServer | string {
  const { headers } = request;
  if (!hosts.allows(headers.host)) return 'this server does not answer to that name';
  if (path === '/ws') {
    if (headers.origin === undefined && announcesToken(request)) return people;
    return hosts.isOwnPage(request) ? people : 'not from a page of this server';
  }
  if (path !== '/agent') return 'no such socket';
  if (headers.origin !== undefined) return 'a browser is no agent';
  return isPrivate(request) ? agents : NOT_PRIVATE;
}

const NOT_PRIVATE =
  'an agent must come encrypted: by TLS to this server, or to a trusted proxy that says so in X-Forwarded-Proto';

/**
 * A script has no origin, and is let in with a token only: in the header, or in the first message,
 * as tRPC's clients send it. Whether it counts is found out by `createPeopleApi`.
 */
function announcesToken({ headers, url = '' }: IncomingMessage): boolean {
  if (bearerOf(headers.authorization) !== undefined) return true;
  return new URLSearchParams(url.split('?', 2)[1]).get('connectionParams') === '1';
}

function refuse(socket: Duplex, reason: string): void {
  socket.end(
    `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${reason}\n`,
  );
}

function watchSlowReaders({ people, agents, clock, log }: UpgradeDeps): () => void {
  let cancel = clock.after(LOOK_INTERVAL_MS, look);
  function look(): void {
    for (const socket of [...people.clients, ...agents.clients]) {
      if (socket.bufferedAmount <= BUFFERED_BYTES_MAX) continue;
      log.warn('slow reader sent away', { bufferedBytes: socket.bufferedAmount });
      socket.terminate();
    }
    cancel = clock.after(LOOK_INTERVAL_MS, look);
  }
  return () => cancel();
}

import { connect, type Socket } from 'node:net';
import { AppError } from '@/common/errors';

const AGENT_PATH = '/agent';
const SCHEMES: Record<string, string> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * Where agents connect, of the address that people type: `https://host:port`.
 * @throws {AppError} `INVALID` when it is no address of a server, or one in plain text elsewhere.
 */
export function agentSocketUrl(serverUrl: string): string {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  const scheme = SCHEMES[url?.protocol ?? ''];
  if (url === undefined || scheme === undefined) {
    throw new AppError(
      'INVALID',
      `The server's address "${serverUrl}" is not one: expected http://host:port or https://host.`,
    );
  }
  if (scheme === 'ws:' && !isLoopback(url.hostname)) {
    throw new AppError(
      'INVALID',
      `The server's address "${serverUrl}" is in plain text over a network: expected https:// or wss://; http:// and ws:// reach this machine alone.`,
    );
  }
  const path = url.pathname.replace(/\/$/, '') || AGENT_PATH;
  return `${scheme}//${url.host}${path}`;
}

/** @param hostname as in a URL, with or without the brackets of IPv6 */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|\[?::1\]?|127(?:\.\d{1,3}){3})$/.test(hostname);
}

/** The bare connection beneath; @param socketUrl as `agentSocketUrl` gives it */
export function connectTcp(socketUrl: string): Socket {
  const { hostname, port, protocol } = new URL(socketUrl);
  const usual = protocol === 'wss:' ? 443 : 80;
  return connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? usual : Number(port),
    noDelay: true,
  });
}

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * Which names a browser may know this server by. A page of another site can have its name resolve
 * to our address (DNS rebinding) but cannot change the `Host` that the browser then sends; an
 * address needs no resolving, so addresses are safe.
 */
export interface HostRule {
  /** @param host the `Host` header, with or without a port */
  allows(host: string | undefined): boolean;
  /** Whether the page that asks is one of ours. */
  isOwnPage(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean;
}

/**
 * @param names further host names, such as the public one behind a proxy; without a port.
 * @param origin what people type where a proxy stands before the server: `https://ops.example.org`
 */
export function createHostRule(names: readonly string[], origin?: string): HostRule {
  const outside = origin === undefined ? undefined : new URL(origin);
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  return {
    allows(host) {
      const name = hostName(host);
      return name !== undefined && (isIP(name) !== 0 || known.has(name));
    },
    isOwnPage({ headers, socket }) {
      const { host } = headers;
      const door = socket instanceof TLSSocket ? 'https:' : 'http:';
      const isOutside = outside !== undefined && host?.toLowerCase() === outside.host;
      return isSameOrigin(headers.origin, host, isOutside ? outside.protocol : door);
    },
  };
}

/**
 * Whether a request came from one of our own pages. `Origin` is set by the browser and cannot be
 * changed by a page; it must be the very host (and port) that the request was sent to, by the same
 * scheme: a page that came in plain text may be anybody's on the way.
 * @param scheme that of the door: `https:` or `http:`
 */
export function isSameOrigin(
  origin: string | undefined,
  host: string | undefined,
  scheme: string,
): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== scheme) return false;
  return url.host === host.toLowerCase() && url.origin === origin.toLowerCase();
}

function hostName(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}/`)) return undefined;
  const url = new URL(`http://${host}/`);
  if (url.username !== '' || url.pathname !== '/') return undefined;
  return url.hostname.replace(/^\[|\]$/g, '');
}

import { isIP } from 'node:net';

/**
 * Which names a browser may know this server by. A page of another site can have its name resolve
 * to our address (DNS rebinding) but cannot change the `Host` that the browser then sends; an
 * address needs no resolving, so addresses are safe.
 */
export interface HostRule {
  /** @param host the `Host` header, with or without a port */
  allows(host: string | undefined): boolean;
}

/** @param names further host names, such as the public one behind a proxy; without a port. */
export function createHostRule(names: readonly string[]): HostRule {
  const known = new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
  return {
    allows(host) {
      const name = hostName(host);
      return name !== undefined && (isIP(name) !== 0 || known.has(name));
    },
  };
}

/**
 * Whether a request came from one of our own pages. `Origin` is set by the browser and cannot be
 * changed by a page; it must be the very host (and port) that the request was sent to.
 */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  return url.host === host.toLowerCase() && url.origin === origin.toLowerCase();
}

function hostName(host: string | undefined): string | undefined {
  if (host === undefined || !URL.canParse(`http://${host}/`)) return undefined;
  const url = new URL(`http://${host}/`);
  if (url.username !== '' || url.pathname !== '/') return undefined;
  return url.hostname.replace(/^\[|\]$/g, '');
}

import type { IncomingMessage } from 'node:http';
import { type AddressRange, isWithin, parseAddress } from './address-range';

/** The header in which the server hands on who asks; whatever came in under this name is dropped. */
export const CLIENT_ADDRESS_HEADER = 'x-opsbro-client';

const FORWARDED_HEADER = 'x-forwarded-for';
/** Proxies one behind the other; what claims more is making it up. */
const HOPS_MAX = 16;

/** Where a request comes from, in the form `192.0.2.7` or `2001:db8::7`. */
export type ClientAddress = (request: IncomingMessage) => string;

/**
 * The address of the socket; of whoever stands behind it where that is a proxy which is trusted.
 * The header is read from its end: each proxy adds whom it saw, and only what one of ours added is
 * known to be true.
 * @param trusted the proxies' addresses; none to believe nobody
 */
export function createClientAddress(trusted: readonly AddressRange[]): ClientAddress {
  const isTrusted = (address: string) => trusted.some((range) => isWithin(address, range));

  return ({ headers, socket }) => {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = String(headers[FORWARDED_HEADER] ?? '').split(',');
    for (const claimed of forwarded.reverse().slice(0, HOPS_MAX)) {
      if (!isTrusted(address) || parseAddress(claimed.trim()) === undefined) break;
      address = plain(claimed.trim());
    }
    return address;
  };
}

function plain(address: string): string {
  return parseAddress(address)?.toString() ?? address;
}

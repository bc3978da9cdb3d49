import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { type AddressRange, isWithin, parseAddress } from './address-range';

/** Whether nobody on the way can read along what comes over a request's connection. */
export type PrivacyRule = (request: IncomingMessage) => boolean;

/**
 * Judged by the peer of the socket: plain text is for this machine alone. What a trusted proxy hands
 * on came as that says in `X-Forwarded-Proto`, whichever way it reaches us; whoever uses a proxy's
 * address without a word of forwarding is a program beside the proxy, such as the agent there.
 * @param trusted the proxies' addresses; none to believe nobody
 */
export function createPrivacyRule(trusted: readonly AddressRange[]): PrivacyRule {
  return ({ headers, socket }) => {
    const peer = socket.remoteAddress ?? '';
    const proto = headers['x-forwarded-proto'];
    const isForwarded = proto !== undefined || headers['x-forwarded-for'] !== undefined;
    if (isForwarded && trusted.some((range) => isWithin(peer, range))) return saysHttps(proto);
    return socket instanceof TLSSocket || parseAddress(peer)?.range() === 'loopback';
  };
}

/** Of several proxies in a row each may have added a word. */
function saysHttps(proto: string | readonly string[] | undefined): boolean {
  const words = String(proto ?? '').split(',');
  return words.every((word) => /^(https|wss)$/i.test(word.trim()));
}

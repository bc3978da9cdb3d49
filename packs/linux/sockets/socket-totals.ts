import type { Host } from '@/agent/collectors/host';

/** The kernel's own totals, which cost the same however many sockets there are. */
export interface SocketTotals {
  /** Sockets of every kind. */
  readonly used: number;
  /** TCP of IPv4 and IPv6, listening ones included, those in time-wait not. */
  readonly tcp: number;
  readonly tcpTimeWait: number;
  /** Closed by their process, and not yet by the other side. */
  readonly tcpOrphaned: number;
  readonly udp: number;
}

/** @returns `undefined` where the kernel has no `/proc/net/sockstat`. */
export function readSocketTotals(host: Host): SocketTotals | undefined {
  const text = host.tryText('/proc/net/sockstat');
  return text === undefined ? undefined : parseSockstat(text, host.tryText('/proc/net/sockstat6'));
}

/** @param text lines such as `TCP: inuse 5 orphan 0 tw 2 alloc 9 mem 1`; IPv6 has its own file. */
export function parseSockstat(text: string, text6 = ''): SocketTotals {
  return {
    used: valueIn(text, 'sockets', 'used'),
    tcp: valueIn(text, 'TCP', 'inuse') + valueIn(text6, 'TCP6', 'inuse'),
    tcpTimeWait: valueIn(text, 'TCP', 'tw'),
    tcpOrphaned: valueIn(text, 'TCP', 'orphan'),
    udp: valueIn(text, 'UDP', 'inuse') + valueIn(text6, 'UDP6', 'inuse'),
  };
}

function valueIn(text: string, heading: string, key: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${heading}:`)) ?? '';
  return Number(new RegExp(` ${key} (\\d+)`).exec(line)?.[1] ?? 0);
}

import { isIP } from 'node:net';

/** A place to send to: an address or, where it may be looked up, a name. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `192.0.2.7:6768`, `[2001:db8::7]:6768` or `db1.example.net:6768`.
 * @returns `undefined` for anything else
 */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const found = /^(?:\[([0-9A-Fa-f:.]+(?:%[\w.-]+)?)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const [, inner, plain, digits] = found ?? [];
  const host = inner ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  if (inner !== undefined && isIP(inner) !== 6) return undefined;
  return { host, port };
}

export function socketAddressText({ host, port }: SocketAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address of version 4 that a socket of version 6 shows as `::ffff:…`, as itself. */
export function unmapped(host: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)?.[1] ?? host;
}

/** Of this machine alone: 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  const plain = unmapped(host);
  return (
    (isIP(plain) === 4 && plain.startsWith('127.')) || plain === '::1' || plain === 'localhost'
  );
}

import { isIP } from 'node:net';

/** Where somebody listens, or shall be found. */
export interface SocketAddress {
  /** An address, or a name where one is allowed; IPv6 without brackets. */
  readonly host: string;
  /** Null where none was said. */
  readonly port: number | null;
}

const PORT_MAX = 65_535;
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;

/**
 * Reads `192.0.2.7`, `192.0.2.7:6768`, `2001:db8::7`, `[2001:db8::7]:6768` and names with or without
 * a port.
 * @returns `undefined` for anything else
 */
export function parseSocketAddress(text: string): SocketAddress | undefined {
  const trimmed = text.trim();
  if (isIP(trimmed) === 6) return { host: trimmed, port: null };
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(trimmed) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if (port !== null && (port < 1 || port > PORT_MAX)) return undefined;
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? { host: bracketed, port } : undefined;
  if (plain === undefined || !isHost(plain)) return undefined;
  return { host: plain, port };
}

/** `192.0.2.7:6768`, `[2001:db8::7]:6768` */
export function socketAddressText(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Four numbers that are no address are no name either. */
function isHost(text: string): boolean {
  return isIP(text) === 4 || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));
}

/** Where a service listens. */
export type ServiceAddress = TcpAddress | { readonly path: string };

interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Speak TLS there. */
  readonly tls?: TlsTrust;
}

export interface TlsTrust {
  /** Certificates in PEM that are trusted in place of the system's. */
  readonly ca?: string;
}

/** `127.0.0.1:6379`, `[::1]:6379` or `/run/redis.sock`. */
export function addressText(address: ServiceAddress): string {
  if ('path' in address) return address.path;
  const { host, port } = address;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether it is this machine that a host names: there a look at the processes can spare the knock. */
export function isThisMachine(host: string): boolean {
  return /^(?:localhost|ip6-localhost|127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/.test(host);
}

import { networkInterfaces } from 'node:os';
import { isLoopbackHost } from './loopback';

export interface ReachOptions {
  readonly host: string;
  readonly port: number;
  /** What a person said that the server is reached at, if somebody did. */
  readonly origin: string | undefined;
  readonly names: readonly string[];
  readonly isEncrypted: boolean;
}

/**
 * Where people and other machines find the server: as somebody said, else by its first name, else by
 * its address. Links go to people on other machines, so `localhost` is no answer where these come in.
 */
export function placesOf({ host, port, origin, names, isEncrypted }: ReachOptions) {
  const at = (name: string) => `${isEncrypted ? 'https' : 'http'}://${bracketed(name)}:${port}`;
  const isAny = host === '0.0.0.0' || host === '::';
  const outward = names[0] ?? (isAny ? (outwardAddress() ?? 'localhost') : host);
  return {
    url: origin ?? at(isLoopbackHost(host) ? host : outward),
    /** For the agent of this machine. */
    agentUrl: `${isEncrypted ? 'wss' : 'ws'}://127.0.0.1:${port}`,
  };
}

/** The first address that others may know this machine by, IPv4 before IPv6. */
function outwardAddress(): string | undefined {
  const found = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return (found.find(({ family }) => family === 'IPv4') ?? found[0])?.address;
}

function bracketed(name: string): string {
  return name.includes(':') ? `[${name}]` : name;
}

import { isIPv4 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { GOSSIP_PORT } from '@/common/domain/member';
import type { GossipChoice } from '../config/gossip-settings';
import { parseSocketAddress, socketAddressText } from '../config/socket-address';

const LOOPBACK = '127.0.0.1';
/** Both versions by one socket; where the system has no IPv6, version 4 alone. */
const EVERYWHERE = ['::', '0.0.0.0'] as const;
const ADDRESSES_MAX = 4;

export interface Listening {
  /** The first that the machine has. */
  readonly hosts: readonly string[];
  readonly port: number;
  /** Any other port will do, since nobody chose this one. */
  readonly mayMove: boolean;
}

/** Where to listen: as it was configured, else everywhere with a key and on this machine without. */
export function listeningOf({ listen }: Pick<GossipChoice, 'listen'>, hasKey: boolean): Listening {
  const anywhere = hasKey ? EVERYWHERE : [LOOPBACK];
  const port = listen?.port ?? null;
  return {
    hosts: listen === null ? anywhere : [listen.host],
    port: port ?? GOSSIP_PORT,
    mayMove: port === null,
  };
}

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Where a member says that others find it, best first: what was configured; else where it listens;
 * else, when it listens everywhere, the addresses of the machine, IPv4 first. Never one that means
 * nothing to others, unless the machine has no other.
 * @param address where it listens, with the port
 */
export function shownAddresses(
  { advertise }: Pick<GossipChoice, 'advertise'>,
  address: string,
  interfaces: Interfaces,
): string[] {
  const listened = parseSocketAddress(address);
  const port = listened?.port ?? GOSSIP_PORT;
  if (advertise !== null) return [socketAddressText(advertise.host, advertise.port ?? port)];
  const host = listened?.host ?? LOOPBACK;
  if (!isEverywhere(host)) return [socketAddressText(host, port)];
  const own = Object.values(interfaces)
    .flatMap((each) => each ?? [])
    .filter((each) => isShown(each, host))
    .map((each) => each.address)
    .sort((one, other) => Number(isIPv4(other)) - Number(isIPv4(one)));
  const hosts = own.length === 0 ? [LOOPBACK] : [...new Set(own)];
  return hosts.slice(0, ADDRESSES_MAX).map((each) => socketAddressText(each, port));
}

function isEverywhere(host: string): boolean {
  return EVERYWHERE.some((each) => each === host);
}

/** Link-local ones mean another machine on each of a machine's links. */
function isShown({ address, internal, family }: NetworkInterfaceInfo, host: string): boolean {
  if (internal || /^(fe[89ab]|169\.254\.)/i.test(address)) return false;
  return host === '::' || family === 'IPv4';
}

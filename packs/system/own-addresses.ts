import { BlockList } from 'node:net';
import type { InterfaceAddress } from '@/agent/collectors/host';

export interface OwnAddresses {
  /** An address of this machine that the whole Internet could reach. */
  readonly publicIp?: string;
  /** The address that other machines of its network know. */
  readonly localIp?: string;
}

/**
 * Picks from the machine's own addresses; asks nobody. A machine behind address translation does not
 * know its public address.
 * @param mainInterface the one that the default route leads through; its addresses go first.
 */
export function pickAddresses(
  addresses: readonly InterfaceAddress[],
  mainInterface: string | undefined,
): OwnAddresses {
  const outward = addresses.filter(({ internal, address }) => !internal && !isLinkLocal(address));
  const ranked = [
    ...outward.filter((address) => address.interface === mainInterface),
    ...outward.filter((address) => address.interface !== mainInterface),
  ];
  const byFamily = [
    ...ranked.filter(({ family }) => family === 'IPv4'),
    ...ranked.filter(({ family }) => family === 'IPv6'),
  ];
  const publicIp = byFamily.find(isGlobal)?.address;
  const localIp = (byFamily.find((address) => !isGlobal(address)) ?? byFamily[0])?.address;
  return {
    ...(publicIp === undefined ? {} : { publicIp }),
    ...(localIp === undefined ? {} : { localIp }),
  };
}

/**
 * @param text of `/proc/net/route`.
 * @returns the interface of the default route with the lowest metric.
 */
export function parseDefaultInterface(text: string): string | undefined {
  let best: { readonly name: string; readonly metric: number } | undefined;
  for (const line of text.split('\n').slice(1)) {
    const [name, destination, , , , , metric = '0', mask] = line.split('\t');
    if (name === undefined || destination !== '00000000' || mask !== '00000000') continue;
    if (best === undefined || Number(metric) < best.metric) best = { name, metric: Number(metric) };
  }
  return best?.name;
}

function isLinkLocal(address: string): boolean {
  return /^(?:fe[89ab]|169\.254\.)/i.test(address);
}

function isGlobal({ address, family }: InterfaceAddress): boolean {
  if (family === 'IPv4') return !SPECIAL.check(address, 'ipv4');
  return GLOBAL_UNICAST.check(address, 'ipv6') && !SPECIAL.check(address, 'ipv6');
}

/** What RFC 4291 gives out for addresses of the Internet. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** Not reachable from everywhere, by the registries of RFC 6890: private, shared, documentation … */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv6');
}

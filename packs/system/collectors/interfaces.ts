import { defineOpenCollector, notEligible } from '@/agent/collectors/define-collector';
import type { Host, InterfaceAddress } from '@/agent/collectors/host';
import { counter, each, fact, group, optional } from '@/agent/collectors/shape';
import { isOwnInterface } from '../network-interfaces';

const INTERFACE = group({
  state: optional(fact('Whether it works, in the words of RFC 2863 such as up, down, dormant.')),
  carrier: optional(fact<boolean>('Whether a cable or a radio link is there.')),
  carrier_changes: optional(counter('count', 'How often the link came or went since boot.')),
  mac: optional(fact('Hardware address.')),
  mtu: optional(fact<number>('Largest packet, in bytes.')),
  speed: optional(fact<number>('Speed of the link, in Mbit/s.')),
  addresses: fact<readonly string[]>('IP addresses with the length of their prefix.'),
});

/** Source: `/sys/class/net`, see Documentation/ABI/testing/sysfs-class-net of the kernel. */
export default defineOpenCollector({
  name: 'interfaces',
  summary:
    'State, link, hardware address and IP addresses of each network interface of the machine itself.',
  intervalMs: 30_000,
  shape: each('interface', INTERFACE),
  async collect({ host }) {
    const addresses = host.addresses();
    const names = new Set([
      ...host.list('/sys/class/net'),
      ...addresses.map((address) => address.interface),
    ]);
    const interfaces = [...names]
      .filter((name) => isOwnInterface(name) && name !== 'bonding_masters')
      .map((name) => [name, describe(host, name, addresses)] as const);
    if (interfaces.length === 0) return notEligible('there is no interface except the loopback');
    return { kind: 'data', data: Object.fromEntries(interfaces) };
  },
});

function describe(host: Host, name: string, addresses: readonly InterfaceAddress[]) {
  const own = addresses.filter((address) => address.interface === name);
  const directory = `/sys/class/net/${name}`;
  const carrier = numberIn(host, `${directory}/carrier`);
  return {
    state: host.tryText(`${directory}/operstate`)?.trim(),
    carrier: carrier === undefined ? undefined : carrier === 1,
    carrier_changes: numberIn(host, `${directory}/carrier_changes`),
    mac: host.tryText(`${directory}/address`)?.trim() || own[0]?.mac,
    mtu: numberIn(host, `${directory}/mtu`),
    speed: speedOf(host, directory),
    addresses: own.map(({ address, netmask }) => `${address}/${prefixLength(netmask)}`),
  };
}

/** How drivers say that they do not know, in 16 and in 32 bits. */
const SPEEDS_UNKNOWN = new Set([0xffff, 0xffff_ffff]);

/** Not asked of what has no hardware: drivers answer through a lock of the whole network. */
function speedOf(host: Host, directory: string): number | undefined {
  if (!host.exists(`${directory}/device`)) return undefined;
  const speed = numberIn(host, `${directory}/speed`);
  return speed === undefined || speed <= 0 || SPEEDS_UNKNOWN.has(speed) ? undefined : speed;
}

/** `undefined` as well where the file cannot be read because the interface is down. */
function numberIn(host: Host, path: string): number | undefined {
  const text = host.tryText(path)?.trim();
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** @param netmask such as `255.255.255.0` or `ffff:ffff:ffff:ffff::` */
export function prefixLength(netmask: string): number {
  const radix = netmask.includes(':') ? 16 : 10;
  const parts = netmask.split(radix === 16 ? ':' : '.');
  return parts.reduce((length, part) => length + ones(Number.parseInt(part || '0', radix)), 0);
}

function ones(number: number): number {
  return number.toString(2).replaceAll('0', '').length;
}

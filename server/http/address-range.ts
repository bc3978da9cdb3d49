import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = readonly [network: Address, bits: number];

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; `undefined` for what is neither. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = '', bits, more] = text.split('/');
  const network = parseAddress(address);
  if (network === undefined || more !== undefined) return undefined;
  const bitsMax = network.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return [network, bitsMax];
  return /^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax ? [network, Number(bits)] : undefined;
}

/** @param address as a socket names it, IPv4 within IPv6 included */
export function isWithin(address: string, range: AddressRange): boolean {
  const found = parseAddress(address);
  const [network, bits] = range;
  if (found === undefined || found.kind() !== network.kind()) return false;
  return found.match(network, bits);
}

/** IPv4 where it is one; without a zone. */
export function parseAddress(text: string): Address | undefined {
  const bare = text.split('%', 1)[0] ?? '';
  // Only the four-part form: `10.1` and `0x7f000001` are addresses to some and typing errors to all.
  const isPlain = bare.includes(':')
    ? ipaddr.IPv6.isValid(bare)
    : ipaddr.IPv4.isValidFourPartDecimal(bare);
  return isPlain ? ipaddr.process(bare) : undefined;
}

/** Whose an address is: one may be given a whole network of IPv6, so its first 64 bits are who it is. */
export function networkOf(address: string): string {
  const found = parseAddress(address);
  if (found === undefined || found.kind() === 'ipv4') return address.slice(0, 64);
  return Buffer.from(found.toByteArray().slice(0, 8)).toString('hex');
}

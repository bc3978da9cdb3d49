const LENGTH_MAX = 64;
const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const IPV6 = /^[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?$/i;

/**
 * @param text an address or a CIDR range; empty is any address
 * @returns what is clearly wrong, in a sentence; the server decides on the rest
 */
export function addressRangeError(text: string): string | undefined {
  const range = text.trim();
  if (range === '') return undefined;
  const [address = '', bits, ...rest] = range.split('/');
  const bitsMax = bitsOf(address);
  const tooMany = bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax);
  if (bitsMax === 0 || rest.length > 0 || tooMany || range.length > LENGTH_MAX) {
    return 'Write an address or a range, such as 10.1.0.0/16 or 2001:db8::/32.';
  }
  return undefined;
}

/** How many bits such an address has; 0 where it is none. */
function bitsOf(address: string): number {
  const parts = IPV4.exec(address)?.slice(1);
  if (parts !== undefined) return parts.every((part) => Number(part) <= 255) ? 32 : 0;
  return address.includes(':') && IPV6.test(address) ? 128 : 0;
}

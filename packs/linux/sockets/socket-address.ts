/** Machines that write the bytes of a number the other way round, as uname(1) names them. */
const BIG_ENDIAN = /^(s390x?|ppc|ppc64|mips|mips64|sparc|sparc64|armeb|aarch64_be)$/;

/** @param arch as `uname -m` says it. */
export function isBigEndian(arch: string): boolean {
  return BIG_ENDIAN.test(arch);
}

/**
 * The address that the kernel prints as 32-bit words in hexadecimal, each in the machine's own order.
 *
 * @param hex eight digits for IPv4, such as `0100007F`, or 32 for IPv6.
 * @returns such as `127.0.0.1` or `2001:db8::1` (RFC 5952); `undefined` for anything else.
 */
export function parseAddress(hex: string, bigEndian: boolean): string | undefined {
  if (!/^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/.test(hex)) return undefined;
  const bytes = [...Buffer.from(hex, 'hex')];
  const ordered = bytes.map((_, index) => bytes[bigEndian ? index : index ^ 3] ?? 0);
  return ordered.length === 4 ? ordered.join('.') : formatIpv6(ordered);
}

function formatIpv6(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (isMapped && bytes[11] === 255) return `::ffff:${bytes.slice(12).join('.')}`;
  const words = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  const zeros = longestZeros(words);
  if (zeros.length < 2) return words.join(':');
  const before = words.slice(0, zeros.start).join(':');
  return `${before}::${words.slice(zeros.start + zeros.length).join(':')}`;
}

function longestZeros(words: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  words.forEach((word, index) => {
    length = word === '0' ? length + 1 : 0;
    if (length > longest.length) longest = { start: index - length + 1, length };
  });
  return longest;
}

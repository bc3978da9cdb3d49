import type { Random } from '@/common/random';

/**
 * The same bytes with some harm done: bits flipped, bytes set to what lengths are made of, cut,
 * doubled, spliced with another message.
 */
export function mutated(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const below = (end: number) => Math.floor(random.next() * end);
  const at = below(bytes.length + 1);
  switch (below(6)) {
    case 0:
      return changed(bytes, at, (byte) => byte ^ (1 << below(8)));
    case 1:
      return changed(bytes, at, () => [0, 1, 0x7f, 0x80, 0xff][below(5)] ?? 0);
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes.subarray(0, at), other.subarray(below(other.length + 1)));
    case 4:
      return joined(
        bytes,
        Uint8Array.from({ length: 1 + below(20) }, () => below(256)),
      );
    default:
      return joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - below(40))));
  }
}

function changed(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  const place = Math.min(at, bytes.length - 1);
  copy[place] = change(copy[place] ?? 0);
  return copy;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([one, other]));
}

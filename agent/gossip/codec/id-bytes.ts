const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 26;

/** 26 characters of five bits, and six zero bits. */
export const ID_BYTES = 17;

const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** The bits of a member's id, first to last. */
export function idBytes(id: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ID_BYTES);
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (const letter of id) {
    bits = ((bits << 5) | (VALUES.get(letter) ?? 0)) & 0xfff;
    bitCount += 5;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[at++] = bits >>> bitCount;
  }
  bytes[at] = bits << (8 - bitCount);
  return bytes;
}

/** @returns `undefined` for bytes that `idBytes` never makes */
export function idOf(bytes: Uint8Array): string | undefined {
  if (bytes.length !== ID_BYTES || ((bytes[ID_BYTES - 1] ?? 0) & 0x3f) !== 0) return undefined;
  let id = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    for (bitCount += 8; bitCount >= 5 && id.length < ID_LENGTH; bitCount -= 5) {
      id += ALPHABET.charAt((bits >>> (bitCount - 5)) & 31);
    }
  }
  return id;
}

/** How a member's seal names it: the first 8 bytes of its id, hexadecimal. */
export function sealOf(id: string): string {
  return Buffer.from(idBytes(id).subarray(0, 8)).toString('hex');
}

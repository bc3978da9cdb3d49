import { createHash } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LENGTH = 26;

/**
 * A node's id follows from its key, so that nobody can claim another's: the first 26 characters
 * (130 bits) of the SHA-256 of the raw public key, in lower-case base32 (RFC 4648 §6, unpadded).
 * @param publicKey raw Ed25519, 32 bytes
 */
export function nodeIdOf(publicKey: Uint8Array): string {
  if (publicKey.length !== 32) {
    throw new RangeError(`An Ed25519 public key has 32 bytes, found ${publicKey.length}.`);
  }
  return base32(createHash('sha256').update(publicKey).digest()).slice(0, ID_LENGTH);
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    for (bitCount += 8; bitCount >= 5; bitCount -= 5) {
      text += ALPHABET.charAt((bits >>> (bitCount - 5)) & 31);
    }
    bits &= (1 << bitCount) - 1;
  }
  return bitCount === 0 ? text : text + ALPHABET.charAt((bits << (5 - bitCount)) & 31);
}

import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signWith,
  verify,
} from 'node:crypto';

/** A key pair of which only the signatures leave. */
export interface Signer {
  /** Raw Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** @returns 64 bytes */
  sign(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

export function signerOf(privateKey: KeyObject): Signer {
  // A JSON Web Key holds the raw key in `x` (RFC 8037 §2).
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('an Ed25519 key without x');
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    sign: (bytes) => new Uint8Array(signWith(null, bytes, privateKey)),
  };
}

/** DER of PrivateKeyInfo for Ed25519 before the 32 bytes of the seed, RFC 8410 §7. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** DER of SubjectPublicKeyInfo for Ed25519 before the 32 bytes of the key, RFC 8410 §4. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** @param seed 32 bytes */
export function signerOfSeed(seed: Uint8Array): Signer {
  const key = Buffer.concat([PKCS8_HEAD, seed]);
  return signerOf(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

/** @param publicKey raw, 32 bytes */
export function isSignedBy(
  publicKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, bytes, key, signature);
}

/** Names a server's key: the first 16 bytes of its SHA-256 in base64url, 22 characters. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest().subarray(0, 16).toString('base64url');
}

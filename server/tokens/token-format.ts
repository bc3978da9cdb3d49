import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const FORM = /^opsk_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

/** The two halves of `opsk_<id>_<secret>`: by the one it is found, by the other it is known. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

export function newTokenParts(): TokenParts {
  return { id: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

export function formatToken({ id, secret }: TokenParts): string {
  return `opsk_${id}_${secret}`;
}

/** @returns undefined for what is no token of ours */
export function parseToken(text: string): TokenParts | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** A secret of 256 random bits needs no salt and no slow hash. */
export function secretHash(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}

export function isSecret(secret: string, hash: Uint8Array): boolean {
  const found = secretHash(secret);
  return found.length === hash.length && timingSafeEqual(found, hash);
}

/** The token of an `Authorization: Bearer` header; undefined without one. */
export function bearerOf(header: string | null | undefined): string | undefined {
  return /^Bearer +(\S{1,256}) *$/i.exec(header ?? '')?.[1];
}

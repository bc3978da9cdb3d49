import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from '@/common/errors';
import { zoneKeyId } from '@/common/node/zone-key-id';

const KEY_BYTES = 32;

/** What all members of a zone have and nobody else: 32 random bytes. */
export interface ZoneKey {
  readonly zone: string;
  readonly bytes: Uint8Array;
  /** Tells which key sealed a frame, and nothing of it. */
  readonly id: number;
  /** What keys of senders are derived from: HKDF-Extract of `bytes` (RFC 5869 §2.2). */
  readonly root: KeyObject;
}

export function zoneKeyOf(zone: string, bytes: Uint8Array): ZoneKey {
  const root = createHmac('sha256', Buffer.alloc(KEY_BYTES)).update(bytes).digest();
  return { zone, bytes, id: zoneKeyId(bytes), root: createSecretKey(root) };
}

/** A new key as people and files hold it: base64, 44 characters. */
export function makeZoneKeyText(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/**
 * @param place where the text stands, for whoever has to mend it
 * @throws {AppError} INVALID for what is no key, with what to do
 */
export function parseZoneKeyText(text: string, place: string): Uint8Array {
  const trimmed = text.trim();
  const bytes = new Uint8Array(Buffer.from(trimmed, 'base64'));
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed)) {
    if (bytes.length === KEY_BYTES) return bytes;
    if (bytes.length === KEY_BYTES / 2) throw ofOriginal(place);
  }
  throw new AppError(
    'INVALID',
    `${place} holds no key of a zone: expected 32 bytes in base64 (44 characters); make one with "opsbro keygen".`,
  );
}

function ofOriginal(place: string): AppError {
  return new AppError(
    'INVALID',
    `${place} holds a key of 16 bytes, as the original OpsBro had: its letters can be guessed, so it is not taken; make one of 32 bytes with "opsbro keygen" and give it to every agent of the zone.`,
  );
}

import { createHash } from 'node:crypto';

/** Tells which key of a zone sealed something, and nothing of the key; 32 bits; zero stands for no key. */
export function zoneKeyId(bytes: Uint8Array): number {
  const hash = createHash('sha256').update('opsbro gossip key id v1').update(bytes).digest();
  return hash.readUInt32BE() || 1;
}

/** As people and the database write it: eight hexadecimal digits. */
export function zoneKeyName(bytes: Uint8Array): string {
  return zoneKeyId(bytes).toString(16).padStart(8, '0');
}

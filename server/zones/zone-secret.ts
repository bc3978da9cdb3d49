import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { writeFileAtomic } from '@/common/node/atomic-file';
import { openKeyDirectory } from '../identity/server-key-file';

const NAME = 'zones.secret';
const SECRET_BYTES = 32;
const KEY_BYTES = 32;

/**
 * From what the keys of all zones follow, by a salt each: one file beside the server's other keys, so
 * that servers with a copy of that folder have the same, and the database has none of them.
 */
export interface ZoneSecret {
  /**
   * @throws {AppError} CONFLICT where the file is missing, INVALID where it holds something else
   */
  keyOf(zone: string, salt: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Makes the file, for the first key that a database has. */
  makeIfMissing(): void;
}

/** @param directory the server's part of the data directory */
export function openZoneSecret(directory: string): ZoneSecret {
  const path = join(openKeyDirectory(directory), NAME);
  let secret: Uint8Array | undefined;
  return {
    keyOf(zone, salt) {
      secret ??= readSecret(path);
      const info = `opsbro zone key v1|${zone}`;
      return new Uint8Array(hkdfSync('sha256', secret, salt, info, KEY_BYTES));
    },
    makeIfMissing() {
      if (existsSync(path)) return;
      writeFileAtomic(path, `${randomBytes(SECRET_BYTES).toString('base64')}\n`);
      secret = undefined;
    },
  };
}

function readSecret(path: string): Uint8Array {
  if (!existsSync(path)) {
    throw new AppError(
      'CONFLICT',
      `${path} is missing, from which the keys of the zones follow: copy the folder "server/keys" of the server that made them here.`,
    );
  }
  const secret = new Uint8Array(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
  if (secret.length === SECRET_BYTES) return secret;
  throw new AppError(
    'INVALID',
    `${path} is damaged: expected ${SECRET_BYTES} bytes in base64. Restore it from a backup.`,
  );
}

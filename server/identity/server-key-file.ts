import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import {
  fsyncDirectory,
  hasErrno,
  unlinkIfThere,
  writeFileAtomic,
} from '@/common/node/atomic-file';
import { type Signer, signerOf } from '@/common/node/ed25519';

/** The private keys of a server: they lie in files alone, never in the database. */
export interface ServerKeyFile {
  /** The key that signs; made at the first start. */
  current(): Signer;
  /** The one before it, as long as it is not retired. */
  previous(): Signer | undefined;
  /** Made for a change that is not finished. */
  next(): Signer | undefined;
  makeNext(): Signer;
  /** The next key is the current one from here on, which is kept as the previous. */
  adoptNext(): Signer;
  dropNext(): void;
  dropPrevious(): void;
}

/** @param directory the server's part of the data directory; the files lie in `keys/` below it */
export function createServerKeyFile(directory: string): ServerKeyFile {
  const keys = openKeyDirectory(directory);
  const path = (name: string) => join(keys, name);
  const current = path('identity.key');
  const next = path('identity.next.key');
  const previous = path('identity.previous.key');
  return {
    current: () => readKey(current) ?? makeKey(current),
    previous: () => readKey(previous),
    next: () => readKey(next),
    makeNext: () => makeKey(next),
    adoptNext() {
      writeFileAtomic(previous, readFileSync(current));
      renameSync(next, current);
      fsyncDirectory(keys);
      return readKey(current) ?? makeKey(current);
    },
    dropNext: () => unlinkIfThere(next),
    dropPrevious: () => unlinkIfThere(previous),
  };
}

/** The folder of everything that is secret; servers on one database share a copy of it. */
export function openKeyDirectory(directory: string): string {
  const keys = join(directory, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  return keys;
}

function makeKey(path: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileAtomic(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return signerOf(privateKey);
}

function readKey(path: string): Signer | undefined {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return signerOf(key);
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    if (hasErrno(error, 'EACCES', 'EPERM', 'EIO')) throw error;
    // Said below: the parser's own words could quote the key.
  }
  throw new AppError(
    'INVALID',
    `The server's key ${path} is damaged: expected an Ed25519 private key in PEM form. Restore it from a backup; without it every agent has to join anew.`,
  );
}

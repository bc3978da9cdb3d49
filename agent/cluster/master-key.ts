import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { AppError, messageOf } from '@/common/errors';
import { writeFileAtomic } from '@/common/node/atomic-file';
import { type Signer, signerOf } from '@/common/node/ed25519';

/**
 * Makes the key that may say of any member of a zone that it left. It belongs on no node: whoever
 * has it may send all of them away.
 * @returns its public half, raw @throws {AppError} CONFLICT when the file is there
 */
export function makeMasterKey(path: string): Uint8Array {
  if (existsSync(path)) {
    throw new AppError(
      'CONFLICT',
      `${path} is there already; name another file for the master key.`,
    );
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  writeFileAtomic(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return signerOf(privateKey).publicKey;
}

/** @param who would leave by it @throws {AppError} INVALID when it is missing or is no such key */
export function readMasterKey(path: string | undefined, who: string): Signer {
  if (path === undefined) {
    throw new AppError(
      'INVALID',
      `${who} is another node: to let it leave takes the master key of its zone, given with --master-key FILE.`,
    );
  }
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return signerOf(key);
  } catch (cause) {
    if (cause instanceof Error && 'syscall' in cause) {
      throw new AppError('INVALID', `${path} cannot be read: ${messageOf(cause)}.`, { cause });
    }
    // Said below: the parser's own words could quote the key.
  }
  throw new AppError(
    'INVALID',
    `${path} is no master key: expected an Ed25519 private key in PEM form, as "opsbro gossip zone key generate --master-key FILE" writes it.`,
  );
}

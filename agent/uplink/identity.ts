import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signWith,
} from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import { nodeIdOf } from '@/common/node/node-id';

/** Who this node is: an Ed25519 key that was made here and never leaves. */
export interface Identity {
  readonly nodeId: string;
  /** Raw Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** @returns 64 bytes */
  sign(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
}

/**
 * Opens the key of this node, `identity/agent.key`, or makes it on the first start.
 * A key that is there is never replaced: a new key would be another node.
 * @throws {AppError} when the key is damaged, a link, or open to other users.
 */
export function openIdentity(dataDirectory: string): Identity {
  const directory = join(dataDirectory, 'identity');
  const path = join(directory, 'agent.key');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseStrangeDirectory(directory);
  const pem = readKeyFile(path) ?? makeKeyFile(path);
  const key = parseKey(path, pem);
  const publicKey = rawPublicKey(key);
  return {
    nodeId: nodeIdOf(publicKey),
    publicKey,
    sign: (bytes) => new Uint8Array(signWith(null, bytes, key)),
  };
}

function refuseStrangeDirectory(directory: string): void {
  const stat = lstatSync(directory);
  if (!stat.isDirectory()) {
    throw new AppError(
      'INVALID',
      `${directory} must be a directory of the agent's own, not a link or a file; move it away and start again.`,
    );
  }
  if ((stat.mode & 0o022) !== 0) {
    throw new AppError(
      'INVALID',
      `${directory} may be written by other users (mode ${octal(stat.mode)}); run "chmod 700 ${directory}".`,
    );
  }
}

function readKeyFile(path: string): string | undefined {
  const fd = openNoFollow(path);
  if (fd === undefined) return undefined;
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) {
      throw new AppError('INVALID', `The agent's key ${path} must be a regular file.`);
    }
    if ((stat.mode & 0o077) !== 0) {
      throw new AppError(
        'INVALID',
        `The agent's key ${path} is open to other users (mode ${octal(stat.mode)}, expected 0600); run "chmod 600 ${path}", or delete it if it may have been copied: the agent then makes a new one and has to be enrolled anew.`,
      );
    }
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}

function openNoFollow(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    if (hasErrno(error, 'ELOOP', 'EMLINK')) {
      throw new AppError(
        'INVALID',
        `The agent's key ${path} is a link; put the key itself there, with mode 0600.`,
        { cause: error },
      );
    }
    throw new AppError(
      'INVALID',
      `The agent's key ${path} cannot be read by this user; start the agent as the user who owns it.`,
      { cause: error },
    );
  }
}

function makeKeyFile(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileAtomic(path, pem);
  return pem;
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below: the parser's own words could quote the key.
  }
  throw new AppError(
    'INVALID',
    `The agent's key ${path} is damaged: expected an Ed25519 private key in PEM form; restore it from a backup, or delete it: the agent then makes a new one and has to be enrolled anew.`,
  );
}

/** A JSON Web Key holds the raw key in `x` (RFC 8037 §2). */
function rawPublicKey(key: KeyObject): Uint8Array<ArrayBuffer> {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('an Ed25519 key without x');
  return new Uint8Array(Buffer.from(x, 'base64url'));
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { fsyncDirectory, hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import { type Signer, signerOf } from '@/common/node/ed25519';
import { nodeIdOf } from '@/common/node/node-id';
import type { KeyLineage } from '../gossip/message';
import { endorseNextKey, readLineage } from './lineage-file';

/** Who this node is: an Ed25519 key that was made here and never leaves. */
export interface Identity extends Signer {
  /** Follows from the first key of the node, and stays when that is changed for another. */
  readonly nodeId: string;
}

/**
 * Opens the key of this node, `identity/agent.key`, or makes it on the first start.
 * A key that is there is never replaced: a new key would be another node.
 * @throws {AppError} when the key is damaged, a link, or open to other users.
 */
export function openIdentity(dataDirectory: string): Identity {
  const directory = identityDirectory(dataDirectory);
  const path = join(directory, 'agent.key');
  const signer = signerOf(parseKey(path, readKeyFile(path) ?? makeKeyFile(path)));
  const nodeId = readNodeId(join(directory, 'node-id')) ?? nodeIdOf(signer.publicKey);
  return { ...signer, nodeId };
}

/**
 * The folder of all that says who this node is; made when it is not there.
 * @throws {AppError} INVALID when it is a link or others may write to it
 */
export function identityDirectory(dataDirectory: string): string {
  const directory = join(dataDirectory, 'identity');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  refuseStrangeDirectory(directory);
  return directory;
}

/** The key that this node is changing to, if it is. */
export function openNextKey(dataDirectory: string): Signer | undefined {
  const path = join(identityDirectory(dataDirectory), 'agent.key.next');
  const pem = readKeyFile(path);
  return pem === undefined ? undefined : signerOf(parseKey(path, pem));
}

/** Makes the key that this node changes to; one that is there already is kept. */
export function makeNextKey(dataDirectory: string): Signer {
  const known = openNextKey(dataDirectory);
  if (known !== undefined) return known;
  const path = join(identityDirectory(dataDirectory), 'agent.key.next');
  return signerOf(parseKey(path, makeKeyFile(path)));
}

/** The key before the last change, for a server whose database is of before that. */
export function openPreviousKey(dataDirectory: string): Signer | undefined {
  const path = join(identityDirectory(dataDirectory), 'agent.key.previous');
  const pem = readKeyFile(path);
  return pem === undefined ? undefined : signerOf(parseKey(path, pem));
}

/** From here on the next key is the key, and the node keeps its id. The server knows both by now. */
export function adoptNextKey(dataDirectory: string, { nodeId }: Identity): Identity {
  const directory = identityDirectory(dataDirectory);
  writeFileAtomic(join(directory, 'node-id'), `${nodeId}\n`);
  const path = join(directory, 'agent.key');
  const pem = readKeyFile(path) ?? '';
  const present = { ...signerOf(parseKey(path, pem)), nodeId };
  const next = openNextKey(dataDirectory);
  if (next === undefined) throw new Error('there is no next key to adopt');
  endorseNextKey(directory, present, openPreviousKey(dataDirectory), next.publicKey);
  writeFileAtomic(join(directory, 'agent.key.previous'), pem);
  renameSync(join(directory, 'agent.key.next'), path);
  fsyncDirectory(directory);
  return openIdentity(dataDirectory);
}

/**
 * How the keys of this node followed one another.
 * @throws {AppError} INVALID when nothing leads from the first one to the present
 */
export function openLineage(dataDirectory: string, identity: Identity): KeyLineage {
  const directory = identityDirectory(dataDirectory);
  return readLineage(directory, identity, openPreviousKey(dataDirectory));
}

function readNodeId(path: string): string | undefined {
  const text = readKeyFile(path)?.trim();
  if (text === undefined || /^[a-z2-7]{26}$/.test(text)) return text;
  throw new AppError(
    'INVALID',
    `${path} is damaged: expected the 26 characters of a node's id; restore it from a backup.`,
  );
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

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}

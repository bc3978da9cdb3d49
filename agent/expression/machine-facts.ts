import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import type { ClusterFacts, FileKind, HostFacts } from '@/common/expression/host-facts';
import { FileQuestions } from './file-questions';
import { createPackageReader } from './installed-packages';
import { addressOf, connects, nameOf } from './network-questions';

export interface MachineFactsOptions {
  readonly cluster: ClusterFacts;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the file system of the machine begins; a directory of its own in tests. */
  readonly root?: string;
}

/** Never waits for the other end of a pipe that somebody put where a file should be. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const PIECE_BYTES = 65_536;
/** Names of variables that hold what an output of a check shall not show. */
const SECRET_NAME = /secret|token|passw|key|credential|auth|cookie|seed/i;
const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** What expressions may ask of the machine that this process runs on. */
export function createMachineFacts({ cluster, environment, root }: MachineFactsOptions): HostFacts {
  const questions = new FileQuestions();
  const at = (path: string) => (root === undefined ? path : join(root, path));
  const hasPackage = createPackageReader(at);
  return {
    platform: PLATFORMS[platform()] ?? platform(),
    variable: (name) => (SECRET_NAME.test(name) ? undefined : environment[name]),
    fileKind: (path, signal) => questions.ask(signal, () => kindOf(at(path))),
    isLink: (path, signal) => questions.ask(signal, () => isLink(at(path))),
    readText: (path, bytesMax, signal) =>
      questions.ask(signal, () => readStart(at(path), bytesMax)),
    fileDigest: (path, algorithm, signal) =>
      questions.ask(signal, () => digestOf(at(path), algorithm, signal)),
    textDigest: (text, algorithm) => createHash(algorithm).update(text, 'utf8').digest('hex'),
    connects,
    addressOf,
    nameOf,
    hasPackage: (name, signal) => questions.ask(signal, () => hasPackage(name, signal)),
    cluster,
  };
}

async function kindOf(path: string): Promise<FileKind | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'directory' : 'other';
}

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() ?? false;
}

async function readStart(path: string, bytesMax: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  const isRead = await readPieces(path, bytesMax, (piece) => {
    pieces.push(decoder.decode(piece, { stream: true }));
    return true;
  });
  return isRead ? pieces.join('') : undefined;
}

async function digestOf(
  path: string,
  algorithm: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const hash = createHash(algorithm);
  const isRead = await readPieces(path, Number.POSITIVE_INFINITY, (piece) => {
    hash.update(piece);
    return !signal.aborted;
  });
  return isRead ? hash.digest('hex') : undefined;
}

/** @returns whether it could be read to where it was wanted; a directory and a pipe cannot */
async function readPieces(
  path: string,
  bytesMax: number,
  take: (piece: Uint8Array) => boolean,
): Promise<boolean> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, OPEN_FLAGS);
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let left = bytesMax; left > 0; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(PIECE_BYTES, left), null);
      if (bytesRead === 0) return true;
      if (!take(buffer.subarray(0, bytesRead))) return false;
      left -= bytesRead;
    }
    return true;
  } catch {
    return false;
  } finally {
    await file?.close();
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import { identityDirectory } from './identity';

const serverFile = z.strictObject({
  /** Such as `wss://host:port`. */
  server: z.string().max(512),
  /** Fingerprints of the keys by which that server may prove itself. */
  keys: z.array(z.string().regex(/^[\w-]{22}$/)).max(64),
});

/** The server that this node joined, and the keys that it believes; `identity/server.json`. */
export type ServerFile = z.infer<typeof serverFile>;

/**
 * @returns `undefined` for a node that never joined a server
 * @throws {AppError} INVALID when the file is damaged: a server that anybody could be is worse than none
 */
export function readServerFile(dataDirectory: string): ServerFile | undefined {
  const path = pathOf(dataDirectory);
  try {
    return serverFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw new AppError(
      'INVALID',
      `${path} cannot be used: expected the server's address and the fingerprints of its keys. Run "opsbro agent join" with a new join string.`,
      { cause: error },
    );
  }
}

export function writeServerFile(dataDirectory: string, file: ServerFile): void {
  identityDirectory(dataDirectory);
  writeFileAtomic(pathOf(dataDirectory), `${JSON.stringify(file, null, 2)}\n`);
}

function pathOf(dataDirectory: string): string {
  return join(dataDirectory, 'identity', 'server.json');
}

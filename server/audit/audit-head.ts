import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';
import type { AuditLink } from './audit-chain';

export type AuditHead = ReturnType<typeof createAuditHead>;

export const AUDIT_HEAD = 'audit.head';

const written = z.strictObject({
  seq: z.string().regex(/^\d{1,18}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * How far the log reached when this server last looked, kept outside of the database in
 * `audit.head`: a chain by itself cannot tell that its newest rows were removed. It is written
 * after the commit, so it may lag behind the log and never leads it.
 * @param directory the server's part of the data directory
 * @param name of the file, of one that is to take its place
 */
export function createAuditHead(directory: string, name = AUDIT_HEAD) {
  const path = join(directory, name);

  return {
    /**
     * @returns `undefined` when there is none yet
     * @throws {AppError} INVALID when the file was tampered with
     */
    read(): AuditLink | undefined {
      const text = textOf(path);
      if (text === undefined) return undefined;
      const { data } = written.safeParse(parsed(text));
      if (data === undefined) {
        throw new AppError(
          'INVALID',
          `${path} is not as the server wrote it: put it back, or move it away.`,
        );
      }
      return { seq: BigInt(data.seq), hash: Buffer.from(data.hash, 'hex') };
    },

    write({ seq, hash }: AuditLink): void {
      const content = { seq: String(seq), hash: Buffer.from(hash).toString('hex') };
      writeFileAtomic(path, `${JSON.stringify(content)}\n`);
    },
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

const LENGTH_MIN = 32;

/**
 * What signs the session cookies: made at the first start, in a file that only the server's user
 * can read. Whoever deletes it signs everybody out.
 * @throws {AppError} INVALID when the file holds something else
 */
export function openSecret(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'session.secret');
  const found = readIfThere(file);
  if (found === undefined) {
    const secret = randomBytes(LENGTH_MIN).toString('base64url');
    writeFileAtomic(file, `${secret}\n`);
    return secret;
  }
  if (found.length < LENGTH_MIN) {
    throw new AppError(
      'INVALID',
      `${file}: expected at least ${LENGTH_MIN} characters. Delete it to have a new one made; everybody signs in again.`,
    );
  }
  return found;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

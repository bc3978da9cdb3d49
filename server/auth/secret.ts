import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/common/errors';
import { hasErrno, writeFileAtomic } from '@/common/node/atomic-file';

const LENGTH_MIN = 32;
const NAME = 'session.secret';

/**
 * What signs the session cookies and encrypts the second factors: made at the first start, in a
 * file that only the server's user can read. Whoever deletes it signs everybody out.
 * @param directory the server's part of the data directory; the file lies in `keys/` below it
 * @throws {AppError} INVALID when the file holds something else
 */
export function openSecret(directory: string): string {
  const keys = join(directory, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const file = join(keys, NAME);
  takeOver(join(directory, NAME), file);
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

/** Earlier versions kept it beside the folder. */
function takeOver(old: string, file: string): void {
  if (existsSync(old) && !existsSync(file)) renameSync(old, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

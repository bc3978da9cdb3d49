import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError, messageOf } from '@/common/errors';
import { fsyncDirectory, hasErrno, writeWhole } from '@/common/node/atomic-file';

/**
 * Puts a file of the system in place whole or not at all: a fresh file beside it, fsync, rename,
 * fsync of the directory. A link that stands there is replaced, and what it points to stays as it is.
 * @param mode such as 0o644, whatever the umask is
 * @returns whether anything changed
 * @throws {AppError} INVALID naming the file and what the system said
 */
export function placeFile(path: string, content: string, mode: number): boolean {
  if (isSame(path, content, mode)) return false;
  const fresh = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    writeFresh(fresh, content, mode);
    renameSync(fresh, path);
    fsyncDirectory(dirname(path));
    return true;
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw new AppError('INVALID', `${path} cannot be written: ${messageOf(cause)}.`, { cause });
  }
}

function writeFresh(path: string, content: string, mode: number): void {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeWhole(fd, Buffer.from(content));
    fchmodSync(fd, mode);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isSame(path: string, content: string, mode: number): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || (stat.mode & 0o7777) !== mode) return false;
  return readFileSync(path, 'utf8') === content;
}

/** @returns whether there was something to remove; a link goes, and what it points to stays */
export function removeFile(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

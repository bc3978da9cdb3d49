import { AppError } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';

/**
 * Turns what the file system refused during the start into a sentence that names the way out.
 * @param directory the data directory
 * @returns what was thrown, where that says nothing of the file system
 */
export function startFailure(error: unknown, directory: string): unknown {
  const reason = reasonOf(error, directory);
  return reason === undefined ? error : new AppError('INVALID', reason, { cause: error });
}

function reasonOf(error: unknown, directory: string): string | undefined {
  if (AppError.is(error)) return undefined;
  if (hasErrno(error, 'ENOSPC', 'EDQUOT')) {
    return `The disk of ${directory} is full. Free some space, or choose another data directory with --data.`;
  }
  if (hasErrno(error, 'EACCES', 'EROFS', 'EPERM')) {
    return `${directory} cannot be written by this user. Choose another data directory with --data.`;
  }
  if (hasErrno(error, 'ENOTDIR', 'EEXIST')) {
    return `${directory} is no directory, or a part of its path is a file. Choose another data directory with --data.`;
  }
  return undefined;
}

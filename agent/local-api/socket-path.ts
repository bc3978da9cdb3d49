import { join } from 'node:path';
import { AppError } from '@/common/errors';

/** `sun_path` of unix(7) without its final zero; other systems have less room than Linux. */
const PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

/**
 * Where the agent of a data directory answers.
 * @throws {AppError} INVALID when the path is longer than a socket's may be.
 */
export function socketPath(dataDirectory: string): string {
  const path = join(dataDirectory, 'opsbro.sock');
  const sizeBytes = Buffer.byteLength(path);
  if (sizeBytes <= PATH_BYTES_MAX) return path;
  throw new AppError(
    'INVALID',
    `The path of the agent's socket, ${path}, has ${sizeBytes} bytes and may have ${PATH_BYTES_MAX}; choose a shorter data directory with --data.`,
  );
}

import { join } from 'node:path';

/** `sun_path` of unix(7) without its final zero; other systems have less room than Linux. */
export const SOCKET_PATH_BYTES_MAX = process.platform === 'linux' ? 107 : 103;

/** Where a server answers its own machine. @param directory the server's part of the data directory */
export function consolePath(directory: string): string {
  return join(directory, 'control.sock');
}

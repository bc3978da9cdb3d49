import type { Server } from 'node:http';
import { dirname } from 'node:path';
import { AppError } from '@/common/errors';
import * as socket from '@/common/node/socket-claim';
import { createLocalClient } from './local-client';

/**
 * Listens on the socket of a data directory, which is also the lock that keeps a second agent out.
 * @throws {AppError} CONFLICT naming the process that holds it.
 */
export function claimSocket(server: Server, path: string): Promise<socket.ReleaseSocket> {
  return socket.claimSocket(server, path, {
    holderOf: (at) => createLocalClient(at).holder(),
    heldBy: (holder) =>
      new AppError(
        'CONFLICT',
        `The data directory ${dirname(path)} is in use by ${holder}; stop that one with "opsbro agent stop", or start this one with another --data.`,
      ),
  });
}

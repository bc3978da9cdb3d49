import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, messageOf } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { ownerOfPort } from '@/common/node/port-owner.mjs';

/**
 * @returns the port that is listened on, which is another than asked for when 0 was asked for
 * @throws {AppError} CONFLICT naming the process that has the port; INVALID for an address that is
 * not this machine's or a port that needs root
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function explained(error: Error, host: string, port: number): AppError {
  if (hasErrno(error, 'EADDRINUSE')) {
    const owner = ownerOfPort(port);
    const by = owner === undefined ? 'another process' : `process ${owner.pid} (${owner.name})`;
    return new AppError(
      'CONFLICT',
      `Port ${port} of ${host} is taken by ${by}. Stop it, or choose another port with --port.`,
    );
  }
  if (hasErrno(error, 'EACCES')) {
    return new AppError('INVALID', `Port ${port} needs root. Choose one above 1023 with --port.`);
  }
  if (hasErrno(error, 'EADDRNOTAVAIL', 'ENOTFOUND')) {
    return new AppError(
      'INVALID',
      `${host} is no address of this machine. Choose one with --host, such as 127.0.0.1.`,
    );
  }
  return new AppError('INVALID', `Cannot listen on ${host}, port ${port}: ${messageOf(error)}`);
}

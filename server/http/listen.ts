import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';
import { AppError, messageOf } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { ownerOfPort } from '@/common/node/port-owner.mjs';

/**
 * @returns the port that is listened on, which is another than asked for when 0 was asked for
 * @throws {AppError} CONFLICT naming the process that has the port; INVALID for an address that is
 * not this machine's or a port that needs root
 */
export function listen(server: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(explained(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Opens the same port on 127.0.0.1 for the agent of this machine, where the server listens on
 * another address only: an agent does not speak in plain text over a network, not even to itself.
 * @returns `undefined` when the address that is listened on includes 127.0.0.1
 */
export async function listenLocally(
  server: NetServer,
  host: string,
  port: number,
): Promise<NetServer | undefined> {
  if (LOOPBACK_INCLUDED.test(host)) return undefined;
  const local = createServer((socket) => server.emit('connection', socket));
  await listen(local, '127.0.0.1', port);
  return local;
}

const LOOPBACK_INCLUDED = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/;

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

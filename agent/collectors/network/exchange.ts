import { connect as connectTcp, type Socket } from 'node:net';
import { addressText, type ServiceAddress } from './service-address';
import { ServiceFault, serviceFault } from './service-fault';

export interface Exchange {
  readonly to: ServiceAddress;
  /** Sent at once; empty for a service that speaks first. */
  readonly request: string;
  /** Whether the answer is whole; without it the service has to close the connection. */
  readonly isWhole?: (answer: Buffer) => boolean;
  /** A longer answer is a fault. */
  readonly bytesMax?: number;
  readonly signal: AbortSignal;
}

const BYTES_MAX = 1_048_576;

/**
 * Asks a service one thing over TCP, TLS or a socket of this machine, on a connection of its own.
 * @throws {ServiceFault}
 */
export async function exchange(wanted: Exchange): Promise<Buffer> {
  const { to, signal } = wanted;
  const where = addressText(to);
  if (signal.aborted) throw serviceFault(where, signal.reason, signal);
  const socket = await open(to);
  const giveUp = () => socket.destroy(new Error('time is up'));
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await answerOn(socket, wanted);
  } catch (cause) {
    throw serviceFault(where, cause, signal);
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

async function open(to: ServiceAddress): Promise<Socket> {
  if ('path' in to) return connectTcp({ path: to.path });
  const { host, port, tls } = to;
  if (tls === undefined) return connectTcp({ host, port });
  const { connect } = await import('node:tls');
  return connect({ host, port, servername: /^[\d.:]+$/.test(host) ? '' : host, ...tls });
}

function answerOn(
  socket: Socket,
  { to, request, isWhole, bytesMax = BYTES_MAX }: Exchange,
): Promise<Buffer> {
  const where = addressText(to);
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece);
      sizeBytes += piece.length;
      if (sizeBytes > bytesMax) {
        const message = `${where} answered more than ${bytesMax} bytes`;
        reject(new ServiceFault('broken', message));
      } else if (isWhole?.(Buffer.concat(pieces))) resolve(Buffer.concat(pieces));
    });
    socket.on('close', () => {
      const message = `${where} closed the connection before it had answered`;
      if (isWhole === undefined && sizeBytes > 0) resolve(Buffer.concat(pieces));
      else reject(new ServiceFault('broken', message));
    });
    if (request !== '') socket.write(request);
  });
}

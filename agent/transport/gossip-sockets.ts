import { AppError } from '@/common/errors';
import { hasErrno } from '@/common/node/atomic-file';
import { ownerOfPort } from '@/common/node/port-owner.mjs';
import { type DatagramHandlers, DatagramSocket } from './datagram-socket';
import { type SocketAddress, socketAddressText } from './socket-address';
import { StreamServer, type StreamServerOptions } from './stream-server';

export interface GossipSocketsOptions {
  readonly listen: SocketAddress;
  /** Another port will do when that one is taken: nobody chose it. */
  readonly mayMove: boolean;
  readonly datagrams: DatagramHandlers;
  readonly streams: StreamServerOptions;
}

/** One port for UDP and TCP. */
export interface GossipSockets {
  readonly datagrams: DatagramSocket;
  readonly port: number;
  close(): void;
}

/** A port that TCP was given and UDP is refused is rare; this many in a row are somebody's doing. */
const MOVES_MAX = 8;

/**
 * @throws {AppError} CONFLICT when the port is taken, UNREACHABLE when this machine does not have
 *   the address
 */
export async function openGossipSockets(options: GossipSocketsOptions): Promise<GossipSockets> {
  const { listen, mayMove } = options;
  try {
    return await openBoth(listen, options);
  } catch (error) {
    if (!mayMove || !hasErrno(error, 'EADDRINUSE')) throw refusalOf(listen, error);
  }
  for (let move = 1; ; move++) {
    try {
      return await openBoth({ ...listen, port: 0 }, options);
    } catch (error) {
      if (move === MOVES_MAX || !hasErrno(error, 'EADDRINUSE')) throw refusalOf(listen, error);
    }
  }
}

/** TCP first: two processes cannot share its port, whatever else they agree on. */
async function openBoth(
  listen: SocketAddress,
  { datagrams: handlers, streams: streamOptions }: GossipSocketsOptions,
): Promise<GossipSockets> {
  const streams = await StreamServer.open(listen, streamOptions);
  const { port } = streams;
  try {
    const datagrams = await DatagramSocket.open({ ...listen, port }, handlers);
    return {
      datagrams,
      port,
      close() {
        streams.close();
        datagrams.close();
      },
    };
  } catch (error) {
    streams.close();
    throw error;
  }
}

function refusalOf(listen: SocketAddress, cause: unknown): unknown {
  const place = socketAddressText(listen);
  if (hasErrno(cause, 'EADDRINUSE')) {
    const owner = ownerOfPort(listen.port);
    const who = owner === undefined ? 'another program' : `${owner.name} (process ${owner.pid})`;
    return new AppError(
      'CONFLICT',
      `Gossip cannot listen on ${place}: ${who} does; stop that, or set gossip.listen to another port.`,
      { cause },
    );
  }
  if (hasErrno(cause, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EINVAL', 'EAFNOSUPPORT')) {
    return new AppError(
      'UNREACHABLE',
      `Gossip cannot listen on ${place}: this machine has no such address; set gossip.listen to one that it has, or to 0.0.0.0 for all.`,
      { cause },
    );
  }
  if (hasErrno(cause, 'EACCES')) {
    return new AppError(
      'FORBIDDEN',
      `Gossip may not listen on ${place}: ports under 1024 are for root; set gossip.listen to another.`,
      { cause },
    );
  }
  return cause;
}

import type { Socket } from 'node:net';

/** When a connection came how far, in milliseconds since it was begun. */
export interface SocketTimes {
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
  address?: string;
}

/** Watches a socket that is just being opened. Each phase is told without the ones before. */
export function watchSocket(socket: Socket, nowMs: () => number): SocketTimes {
  const times: SocketTimes = {};
  const beganMs = nowMs();
  let lastMs = beganMs;
  const elapsedMs = () => {
    const before = lastMs;
    lastMs = nowMs();
    return lastMs - before;
  };
  // Of a name with several addresses the first one counts.
  socket.once('lookup', () => {
    times.dnsMs = elapsedMs();
  });
  socket.once('connect', () => {
    times.connectMs = elapsedMs();
    if (socket.remoteAddress !== undefined) times.address = socket.remoteAddress;
  });
  socket.once('secureConnect', () => {
    times.tlsMs = elapsedMs();
  });
  return times;
}

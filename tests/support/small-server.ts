import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface SmallServer extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
}

/** A real server that does with each connection what it is told, on a port of its own or a socket. */
export async function smallServer(
  serve: (socket: Socket) => void,
  path?: string,
): Promise<SmallServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  server.listen(path === undefined ? { port: 0, host: '127.0.0.1' } : { path });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import type { AnyRouter } from '@trpc/server';
import { getWSConnectionHandler, type WSSHandlerOptions } from '@trpc/server/adapters/ws';
import { WebSocket, type WebSocketServer } from 'ws';

type Encoder = NonNullable<WSSHandlerOptions<AnyRouter>['experimental_encoder']>;

/** Calls of one socket that are worked on; of one that asks for more nothing is read meanwhile. */
const UNDER_WAY_MAX = 32;
const METHODS: ReadonlySet<unknown> = new Set(['query', 'mutation', 'subscription']);

/**
 * Answers calls on sockets. Whoever asks faster than he is answered is not read on until he was:
 * the rest waits in his own machine, not in this one's memory and database.
 */
export function serveCalls<Router extends AnyRouter>(
  options: WSSHandlerOptions<Router>,
  wire: Encoder,
) {
  const sockets: WebSocketServer = options.wss;
  sockets.on('connection', (socket, request) => {
    const serve = getWSConnectionHandler({
      ...options,
      experimental_encoder: countingWire(wire, socket),
    });
    serve(socket, request);
  });
  return {
    tellToReconnect(): void {
      const message = wire.encode({ id: null, method: 'reconnect' });
      for (const socket of sockets.clients) {
        if (socket.readyState === WebSocket.OPEN) socket.send(message);
      }
    },
  };
}

/**
 * Counts calls as they come in and their first answers as they go out; a subscription is answered
 * when it begins. What tRPC refuses as a whole frame stays counted: nothing that means well sends it.
 */
function countingWire(wire: Encoder, socket: Pick<WebSocket, 'pause' | 'resume'>): Encoder {
  const underWay = new Map<unknown, number>();
  let count = 0;

  function began(message: unknown): void {
    const { id, method } = fieldsOf(message);
    if (id === undefined || id === null || !METHODS.has(method)) return;
    underWay.set(id, (underWay.get(id) ?? 0) + 1);
    count += 1;
  }

  function answered(message: unknown): void {
    const { id } = fieldsOf(message);
    const calls = underWay.get(id);
    if (calls === undefined) return;
    if (calls === 1) underWay.delete(id);
    else underWay.set(id, calls - 1);
    count -= 1;
    if (count === UNDER_WAY_MAX) socket.resume();
  }

  return {
    encode(message) {
      answered(message);
      return wire.encode(message);
    },
    decode(data) {
      const received = wire.decode(data);
      for (const message of Array.isArray(received) ? received : [received]) began(message);
      if (count > UNDER_WAY_MAX) socket.pause();
      return received;
    },
  };
}

function fieldsOf(message: unknown): { readonly id?: unknown; readonly method?: unknown } {
  return typeof message === 'object' && message !== null ? message : {};
}

import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { type SocketAddress, unmapped } from './socket-address';

/** A burst waits here. Twice as much would be twice as late while junk floods in, and no less lost. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

export interface DatagramHandlers {
  message(bytes: Buffer, from: SocketAddress): void;
  /** What the system did not take, in its words. */
  failed(reason: string): void;
}

/** A UDP socket to numeric addresses of both versions, whose errors are events and never thrown. */
export class DatagramSocket {
  readonly #socket: Socket;
  readonly #isVersion6: boolean;
  readonly #handlers: DatagramHandlers;
  #isClosed = false;

  private constructor(socket: Socket, isVersion6: boolean, handlers: DatagramHandlers) {
    this.#socket = socket;
    this.#isVersion6 = isVersion6;
    this.#handlers = handlers;
    socket.on('error', (error) => handlers.failed(error.message));
    socket.on('message', (bytes, { address, port }) =>
      handlers.message(bytes, { host: unmapped(address), port }),
    );
  }

  /** @throws the system's error, such as EADDRINUSE */
  static async open(
    { host, port }: SocketAddress,
    handlers: DatagramHandlers,
    { isShared = false } = {},
  ): Promise<DatagramSocket> {
    const isVersion6 = isIP(host) === 6;
    const socket = createSocket({
      type: isVersion6 ? 'udp6' : 'udp4',
      reuseAddr: isShared,
      // Addresses are numbers by now: nothing is asked of anybody.
      lookup: (name, _options, done) => done(null, name, isVersion6 ? 6 : 4),
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: host, port, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    enlarge(socket);
    return new DatagramSocket(socket, isVersion6, handlers);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Best effort. */
  send(bytes: Uint8Array, { host, port }: SocketAddress): void {
    const target = this.#targetOf(host);
    if (target === undefined || this.#isClosed) return;
    this.#socket.send(bytes, port, target, (error) => {
      if (error !== null) this.#handlers.failed(error.message);
    });
  }

  /** Lets it send to and hear a group and all of a network, as far as the machine can. */
  hearAll(group: string): void {
    attempt(() => this.#socket.setBroadcast(true));
    attempt(() => this.#socket.setMulticastTTL(1));
    attempt(() => this.#socket.addMembership(group));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
  }

  #targetOf(host: string): string | undefined {
    const version = isIP(host);
    if (version === 0 || (version === 6 && !this.#isVersion6)) return undefined;
    return version === 4 && this.#isVersion6 ? `::ffff:${host}` : host;
  }
}

function enlarge(socket: Socket): void {
  attempt(() => socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES));
}

/** What a machine cannot do, it goes without. */
function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // A container without multicast, a smaller limit of the system.
  }
}

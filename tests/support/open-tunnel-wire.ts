import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TunnelGate, TunnelOpening, TunnelWire } from '@/agent/tunnel/tunnel-wire';
import { AppError } from '@/common/errors';

/** Tunnels over TCP with openings that nobody sealed: a line of JSON, answered by a line. */
export class OpenTunnelWire implements TunnelWire {
  readonly #server: Server = createServer({ pauseOnConnect: true });
  readonly #sockets = new Set<Socket>();
  #address = '';

  get address(): string {
    return this.#address;
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const place = this.#server.address();
    if (place === null || typeof place === 'string') throw new Error('no port');
    this.#address = `127.0.0.1:${place.port}`;
    return this;
  }

  serve(gate: TunnelGate): void {
    this.#server.on('connection', async (socket) => {
      this.#keep(socket);
      socket.resume();
      const opening = (await firstLine(socket)) as TunnelOpening;
      const from = { seal: '', address: `127.0.0.1:${socket.remotePort}` };
      const refusal = gate.refusal(from, opening);
      socket.write(`${JSON.stringify(refusal ?? '')}\n`);
      if (refusal === undefined) gate.pass(from, opening, socket);
      else socket.end();
    });
  }

  async open(to: string, opening: TunnelOpening, signal: AbortSignal): Promise<Duplex> {
    const [host, port] = to.split(':');
    const socket = connect({ host: host ?? '', port: Number(port), signal });
    this.#keep(socket);
    await once(socket, 'connect').catch((error) => {
      throw new AppError('UNREACHABLE', `${to} was not reached: ${String(error)}`);
    });
    socket.write(`${JSON.stringify(opening)}\n`);
    const refusal = await firstLine(socket);
    if (typeof refusal === 'string' && refusal !== '') throw new AppError('FORBIDDEN', refusal);
    return socket;
  }

  /** As if its process had been killed. */
  die(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
  }
}

/** Takes one line off a socket, and leaves what follows in it, paused. */
async function firstLine(socket: Socket): Promise<unknown> {
  const chunks: Buffer[] = [];
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    chunks.push(chunk);
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\n');
    if (end < 0) continue;
    socket.pause();
    if (end + 1 < all.length) socket.unshift(all.subarray(end + 1));
    return JSON.parse(all.subarray(0, end).toString());
  }
}

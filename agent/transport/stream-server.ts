import { createServer, type Server, type Socket } from 'node:net';
import type { Cancel, Clock } from '@/common/clock';
import { QuestionReader, type ReadQuestion } from './question-reader';
import { recordBytes } from './record-reader';
import type { OpenedQuestion, Sealing } from './sealing';
import { isLoopback, type SocketAddress, socketAddressText, unmapped } from './socket-address';
import { encodeBody, type StreamBody } from './stream-body';
import type { StreamLimits } from './stream-limits';
import type { DropCause, TransportCounters } from './transport-counters';

export interface StreamServerOptions {
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly counters: TransportCounters;
  readonly limits: StreamLimits;
  /**
   * A question that is authentic, but for the word of a run that is over.
   * @returns what to answer; nothing to close without a word; `taken` when the socket is its own now
   */
  readonly asked: (asked: Asked) => Uint8Array | 'taken' | undefined;
}

/** A question of somebody who has the key of a zone. */
export interface Asked {
  readonly from: { readonly seal: string; readonly zone: string; readonly address: string };
  readonly isStale: boolean;
  readonly body: StreamBody;
  /** Says yes, after which the socket is the caller's: paused, with what came behind the question. */
  take(answer: Uint8Array): Socket;
}

interface Visitor {
  readonly host: string;
  readonly reader: QuestionReader;
  readonly cancelDeadline: Cancel;
}

/** Takes one question each of those who connect, and answers it. */
export class StreamServer {
  readonly #options: StreamServerOptions;
  readonly #server: Server;
  readonly #visitors = new Map<Socket, Visitor>();

  private constructor(options: StreamServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** @throws the system's error, such as EADDRINUSE */
  static async open({ host, port }: SocketAddress, options: StreamServerOptions) {
    const streams = new StreamServer(options);
    const server = streams.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    // A machine without file descriptors accepts nothing for a while; it goes on by itself.
    server.on('error', () => options.counters.drop('too-many'));
    return streams;
  }

  get port(): number {
    const place = this.#server.address();
    return place === null || typeof place === 'string' ? 0 : place.port;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#visitors.keys()) socket.destroy();
  }

  #welcome(socket: Socket): void {
    const { counters } = this.#options;
    counters.streamsIn += 1;
    // What goes wrong with it is told by its end.
    socket.on('error', () => undefined);
    const host = unmapped(socket.remoteAddress ?? '');
    const cause = this.#causeAgainst(host);
    if (cause === undefined) this.#admit(socket, host);
    else this.#refuse(socket, cause);
  }

  #causeAgainst(host: string): DropCause | undefined {
    if (this.#options.sealing.isOpen && !isLoopback(host)) return 'not-loopback';
    return this.#hasRoomFor(host) ? undefined : 'too-many';
  }

  /** When all places are taken, the one goes that came first of those who have shown nothing yet. */
  #hasRoomFor(host: string): boolean {
    const { streams, streamsEach } = this.#options.limits;
    const all = [...this.#visitors];
    if (all.filter(([, visitor]) => visitor.host === host).length >= streamsEach) return false;
    if (all.length < streams) return true;
    const [stranger] = all.find(([, { reader }]) => !reader.isLikely) ?? [];
    if (stranger !== undefined) this.#refuse(stranger, 'too-many');
    return stranger !== undefined;
  }

  #admit(socket: Socket, host: string): void {
    const { clock, counters, limits, sealing } = this.#options;
    const cancelDeadline = clock.after(limits.totalMs, () => this.#refuse(socket, 'slow'));
    const reader = new QuestionReader(sealing, limits.questionBytes);
    this.#visitors.set(socket, { host, reader, cancelDeadline });
    socket.once('close', () => {
      cancelDeadline();
      this.#visitors.delete(socket);
    });
    socket.on('data', (chunk) => {
      counters.streamBytesIn += chunk.length;
      const read = reader.push(chunk);
      if (read === undefined) return;
      socket.pause().removeAllListeners('data');
      if (typeof read === 'string') this.#refuse(socket, read);
      else this.#answer(socket, read);
    });
  }

  #refuse(socket: Socket, cause: DropCause): void {
    this.#options.counters.drop(cause);
    this.#visitors.delete(socket);
    socket.destroy();
  }

  #answer(socket: Socket, { opened, body, rest }: ReadQuestion): void {
    const { seal, zone, isStale } = opened;
    const say = (bytes: Uint8Array) => this.#say(socket, opened, { ...body, bytes });
    const answer = this.#options.asked({
      from: { seal, zone, address: addressOf(socket) },
      isStale,
      body,
      take: (bytes) => {
        this.#visitors.get(socket)?.cancelDeadline();
        this.#visitors.delete(socket);
        say(bytes);
        if (rest.length > 0) socket.unshift(rest);
        return socket;
      },
    });
    if (answer === 'taken') return;
    if (answer === undefined) {
      this.#refuse(socket, 'malformed');
      return;
    }
    say(answer);
    // Read on, so that the other side's end is seen; what it says is nothing to us.
    socket.resume();
    socket.end();
  }

  #say(socket: Socket, opened: OpenedQuestion, body: StreamBody): void {
    const frame = opened.answer(encodeBody(body));
    if (frame === undefined) return;
    const record = recordBytes(frame);
    this.#options.counters.streamBytesOut += record.length;
    socket.write(record);
  }
}

function addressOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return socketAddressText({ host: unmapped(remoteAddress), port: remotePort });
}

import { isIP } from 'node:net';
import type { Clock } from '@/common/clock';
import { newsBytes } from '../gossip/codec/news-codec';
import { decodePacket, encodePacket, PACKET_HEAD_BYTES_MAX } from '../gossip/codec/packet-codec';
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
} from '../gossip/codec/stream-codec';
import type { News, Packet, StreamAnswer, StreamRequest } from '../gossip/message';
import type { Receiver, StreamFailure, Transport } from '../gossip/transport';
import type { Opened, Sealing } from './sealing';
import {
  isLoopback,
  parseSocketAddress,
  type SocketAddress,
  socketAddressText,
} from './socket-address';
import { type Answered, askByStream } from './stream-client';
import type { StreamLimits } from './stream-limits';
import type { Asked } from './stream-server';
import type { DropCause, TransportCounters } from './transport-counters';

/** The largest datagram that passes everywhere without being cut into pieces. */
const DATAGRAM_BYTES_MAX = 1_400;

/** What whoever runs twice is told, instead of silence. */
const STALE = encodeAnswer({
  kind: 'declined',
  reason:
    'Another run of the same agent, which began later, is known here: this one is a copy of it, or its clock was set back.',
});

export interface GossipTransportOptions {
  readonly clock: Clock;
  /** Whose key seals what is sent. */
  readonly zone: string;
  readonly sealing: Sealing;
  readonly counters: TransportCounters;
  readonly limits: StreamLimits;
  /** Puts a datagram on its way; best effort. */
  readonly sendDatagram: (bytes: Uint8Array, to: SocketAddress) => void;
  /** Datagrams that are no packets of gossip; @returns whether it was one of theirs */
  readonly otherDatagram: (opened: Opened, from: SocketAddress) => boolean;
}

/** Messages of gossip as sealed datagrams and streams. What is not well-formed raises a counter. */
export class GossipTransport implements Transport {
  readonly newsBytesMax: number;
  readonly #options: GossipTransportOptions;
  #receiver: Receiver | undefined;

  constructor(options: GossipTransportOptions) {
    this.#options = options;
    const { overheadBytes } = options.sealing;
    this.newsBytesMax = DATAGRAM_BYTES_MAX - overheadBytes - PACKET_HEAD_BYTES_MAX;
  }

  listen(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  sizeOf(news: News): number {
    return newsBytes(news).length;
  }

  send(to: string, packet: Packet): void {
    this.sendPlaintext(encodePacket(packet), parseSocketAddress(to), this.#options.zone);
  }

  /** @param to a name is not looked up: datagrams go to addresses */
  sendPlaintext(plaintext: Uint8Array, to: SocketAddress | undefined, zone: string): void {
    const { sealing, counters, sendDatagram } = this.#options;
    const frame =
      to === undefined || isIP(to.host) === 0 || this.#isTooFar(to)
        ? undefined
        : sealing.sealDatagram(plaintext, zone);
    if (to === undefined || frame === undefined || frame.length > DATAGRAM_BYTES_MAX) {
      counters.sendErrors += 1;
      return;
    }
    counters.packetsOut += 1;
    counters.bytesOut += frame.length;
    sendDatagram(frame, to);
  }

  request(
    to: string,
    request: StreamRequest,
    timeoutMs: number,
    done: (answer: StreamAnswer | StreamFailure) => void,
  ): void {
    this.requestOf(this.#options.zone, { to, request, timeoutMs }, done);
  }

  /** As `request`, sealed with the key of that zone. */
  requestOf(
    zone: string,
    { to, request, timeoutMs }: ZoneRequest,
    done: (answer: StreamAnswer | StreamFailure) => void,
  ): void {
    const address = parseSocketAddress(to);
    if (address === undefined || this.#isTooFar(address)) {
      this.#options.clock.after(0, () => done('unreachable'));
      return;
    }
    const body = { purpose: 'question', bytes: encodeRequest(request) } as const;
    askByStream({ to: address, zone, body, timeoutMs }, this.#options, (answer) => {
      done(typeof answer === 'string' ? answer : this.#answerOf(answer));
    });
  }

  /** What a socket received, whoever sent it. */
  datagram(bytes: Buffer, from: SocketAddress): void {
    const { counters } = this.#options;
    counters.packetsIn += 1;
    counters.bytesIn += bytes.length;
    const cause = this.#receive(bytes, from);
    if (cause !== undefined) counters.drop(cause);
  }

  #receive(bytes: Buffer, from: SocketAddress): DropCause | undefined {
    if (bytes.length > DATAGRAM_BYTES_MAX) return 'too-large';
    if (this.#isTooFar(from)) return 'not-loopback';
    const opened = this.#options.sealing.openDatagram(bytes);
    if (typeof opened === 'string') return opened;
    if (this.#options.otherDatagram(opened, from)) return undefined;
    const packet = decodePacket(opened.plaintext);
    if (packet === undefined) return 'malformed';
    this.#receiver?.packet({ seal: opened.seal, address: socketAddressText(from) }, packet);
    return undefined;
  }

  /** What somebody asked over a stream. @returns what to answer, or nothing for no question */
  question({ from, isStale, body }: Asked): Uint8Array | undefined {
    const request = decodeRequest(body.bytes);
    if (request === undefined) return undefined;
    if (isStale) return STALE;
    const answer = this.#receiver?.request(from, request);
    return answer === undefined ? undefined : encodeAnswer(answer);
  }

  #answerOf({ bytes, socket }: Answered): StreamAnswer | StreamFailure {
    socket.destroy();
    const answer = decodeAnswer(bytes);
    if (answer !== undefined) return answer;
    this.#options.counters.drop('malformed');
    return 'unreachable';
  }

  /** Without a key nothing leaves this machine, and nothing is taken from beyond it. */
  #isTooFar({ host }: SocketAddress): boolean {
    return this.#options.sealing.isOpen && !isLoopback(host);
  }
}

interface ZoneRequest {
  readonly to: string;
  readonly request: StreamRequest;
  readonly timeoutMs: number;
}

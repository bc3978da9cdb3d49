import type { Packet, StreamAnswer, StreamRequest } from './message';

/** Who a message is from: the member whose key sealed it, and where it came from. */
export interface Sender {
  /** The first 8 bytes of the member's id by its seal, hexadecimal; empty where nothing is sealed. */
  readonly seal: string;
  /** `address:port` of its socket: of a datagram that where it listens, of a stream not. */
  readonly address: string;
}

/** `refused`: the machine answered that nobody listens; `declined` travels as an answer, not as this. */
export type StreamFailure = 'refused' | 'timeout' | 'unreachable';

/**
 * How members reach one another. The core hands over what it means; seals, sizes, sockets and limits
 * are the transport's.
 */
export interface Transport {
  /**
   * Best effort: a datagram may be lost, doubled, late or out of order, and sending never throws.
   * What is too large for one is the sender's fault: ask `sizeOf` first.
   */
  send(to: string, packet: Packet): void;

  /** Bytes of news that fit on a packet beside what it says itself. */
  readonly newsBytesMax: number;

  /** Bytes of one piece of news on a packet; encoded once and remembered. */
  sizeOf(news: Packet['news'][number]): number;

  /** One question and its answer over a stream; `done` is called once, within `timeoutMs`. */
  request(
    to: string,
    request: StreamRequest,
    timeoutMs: number,
    done: (answer: StreamAnswer | StreamFailure) => void,
  ): void;

  /** Where packets and questions go; called once, before the first of them. */
  listen(receiver: Receiver): void;
}

/** What a transport hands to: only what was sealed rightly, decoded and well-formed gets there. */
export interface Receiver {
  packet(from: Sender, packet: Packet): void;
  /** @returns at once: the core never waits */
  request(from: Sender, request: StreamRequest): StreamAnswer;
}

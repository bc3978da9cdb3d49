import { newsBytes } from '@/agent/gossip/codec/news-codec';
import {
  decodePacket,
  encodePacket,
  PACKET_HEAD_BYTES_MAX,
} from '@/agent/gossip/codec/packet-codec';
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
} from '@/agent/gossip/codec/stream-codec';
import type { News, Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';
import { HEAD_BYTES, TAG_BYTES } from '@/agent/transport/frame';

const SEAL_BYTES = HEAD_BYTES + TAG_BYTES;

export const PACKET_BYTES_MAX = 1_400;
export const NEWS_BYTES_MAX = PACKET_BYTES_MAX - SEAL_BYTES - PACKET_HEAD_BYTES_MAX;

/** What becomes of a message between two members. */
export interface Wire {
  packet(packet: Packet): Packet | undefined;
  request(request: StreamRequest): StreamRequest | undefined;
  answer(answer: StreamAnswer): StreamAnswer | undefined;
}

/** Handed over as it is: nobody changes what it was given. */
export const BY_REFERENCE: Wire = {
  packet: (packet) => packet,
  request: (request) => request,
  answer: (answer) => answer,
};

/** Encoded by one and decoded by the other, as between two machines. */
export const BY_BYTES: Wire = {
  packet: (packet) => decodePacket(encodePacket(packet)),
  request: (request) => decodeRequest(encodeRequest(request)),
  answer: (answer) => decodeAnswer(encodeAnswer(answer)),
};

export function sizeOf(news: News): number {
  return newsBytes(news).length;
}

/** Of the whole datagram with its seal. */
export function packetBytes(packet: Packet): number {
  const head = { ping: 22, 'ping-req': 40, ack: 5, nack: 5, news: 1 }[packet.kind];
  return SEAL_BYTES + head + listBytes(packet.news);
}

/** About: streams are compressed, which counts for nothing here. */
export function streamBytes(message: StreamRequest | StreamAnswer): number {
  let bytes = SEAL_BYTES + 8;
  if ('standings' in message) bytes += 24 * message.standings.length;
  if ('buckets' in message) bytes += (message.kind === 'compare' ? 8 : 1) * message.buckets.length;
  return 'news' in message ? bytes + listBytes(message.news) : bytes;
}

function listBytes(news: readonly News[]): number {
  let bytes = 0;
  for (const piece of news) bytes += sizeOf(piece);
  return bytes;
}

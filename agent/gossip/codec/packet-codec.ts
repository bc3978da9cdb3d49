import type { News, Packet } from '../message';
import { ByteReader, Malformed } from './byte-reader';
import { ByteWriter } from './byte-writer';
import { newsBytes, readNews } from './news-codec';

const KINDS = ['ping', 'ping-req', 'ack', 'nack', 'news'] as const;
const ADDRESS_LENGTH_MAX = 64;

/** What a packet says itself takes at most: kind, sequence, target, and an address of a helper. */
export const PACKET_HEAD_BYTES_MAX = 1 + 4 + 17 + 1 + ADDRESS_LENGTH_MAX;

/** A packet as it goes under the seal: what it says itself, then news until the end. */
export function encodePacket(packet: Packet): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.word(KINDS, packet.kind);
  if (packet.kind !== 'news') out.uint32(packet.sequence);
  if (packet.kind === 'ping' || packet.kind === 'ping-req') out.id(packet.target);
  if (packet.kind === 'ping-req') out.text(packet.address);
  for (const news of packet.news) out.raw(newsBytes(news));
  return out.done();
}

/** @returns `undefined` for whatever is no packet, to its last byte */
export function decodePacket(bytes: Uint8Array): Packet | undefined {
  return unlessMalformed(() => readPacket(new ByteReader(bytes)));
}

function readPacket(from: ByteReader): Packet {
  const kind = from.word(KINDS);
  switch (kind) {
    case 'ping':
      return { kind, sequence: from.uint32(), target: from.id(), news: readAllNews(from) };
    case 'ping-req':
      return {
        kind,
        sequence: from.uint32(),
        target: from.id(),
        address: from.text(ADDRESS_LENGTH_MAX),
        news: readAllNews(from),
      };
    case 'ack':
    case 'nack':
      return { kind, sequence: from.uint32(), news: readAllNews(from) };
    case 'news':
      return { kind, news: readAllNews(from) };
  }
}

/** News until the end of the bytes. @throws {Malformed} */
export function readAllNews(from: ByteReader): News[] {
  const all: News[] = [];
  while (from.left > 0) all.push(readNews(from));
  return all;
}

/** What `read` reads, or `undefined` where it is not well-formed; whatever else it throws is a bug. */
export function unlessMalformed<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

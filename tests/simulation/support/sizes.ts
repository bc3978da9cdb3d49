import type { News, Packet, StreamAnswer, StreamRequest } from '@/agent/gossip/message';

/** Of the seal around a datagram: mark, version, key id, sender, boot epoch, counter, tag. */
const SEAL_BYTES = 45;
const SIGNATURE_BYTES = 64;
const ID_BYTES = 17;
const NUMBER_BYTES = 7;

export const PACKET_BYTES_MAX = 1_400;

/** What is left for news on the largest kind of packet, a ping-req. */
export const NEWS_BYTES_MAX = PACKET_BYTES_MAX - SEAL_BYTES - 50;

const known = new WeakMap<News, number>();

/** About what the wire's own encoding takes; computed once for a piece. */
export function newsBytes(news: News): number {
  let bytes = known.get(news);
  if (bytes === undefined) {
    bytes = SIGNATURE_BYTES + 2 + bodyBytes(news);
    known.set(news, bytes);
  }
  return bytes;
}

function bodyBytes(news: News): number {
  switch (news.kind) {
    case 'alive': {
      const { card, lineage } = news;
      const words = [card.name, card.hostname, card.zone, card.agentVersion];
      const lists = [...card.addresses, ...card.groups, ...card.roles];
      const text = [...words, ...lists].reduce((sum, word) => sum + 1 + word.length, 0);
      return ID_BYTES + 2 * NUMBER_BYTES + 12 + text + 32 + 96 * lineage.successions.length;
    }
    case 'left':
      return ID_BYTES + NUMBER_BYTES + 1;
    case 'accused':
      return (2 + news.accusation.helpers.length) * ID_BYTES + 2 * NUMBER_BYTES + 2;
    case 'event':
      return 16 + ID_BYTES + NUMBER_BYTES + news.event.type.length + news.event.payload.length;
  }
}

function listBytes(news: readonly News[]): number {
  let bytes = 0;
  for (const piece of news) bytes += newsBytes(piece);
  return bytes;
}

export function packetBytes(packet: Packet): number {
  const head = { ping: 22, 'ping-req': 22 + 20, ack: 5, nack: 5, news: 0 }[packet.kind];
  return SEAL_BYTES + 2 + head + listBytes(packet.news);
}

export function streamBytes(message: StreamRequest | StreamAnswer): number {
  const head = SEAL_BYTES + 8;
  if (!('standings' in message)) {
    if ('news' in message) return head + listBytes(message.news);
    return 'buckets' in message ? head + 8 * message.buckets.length : head;
  }
  return head + (ID_BYTES + NUMBER_BYTES) * message.standings.length + listBytes(message.news);
}

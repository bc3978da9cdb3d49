import { describe, expect, test } from 'vitest';
import { idBytes, idOf, sealOf } from '@/agent/gossip/codec/id-bytes';
import { claimBytes, newsBytes, signedBytes } from '@/agent/gossip/codec/news-codec';
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
import type { News, Packet } from '@/agent/gossip/message';
import { nodeIdOf } from '@/common/node/node-id';
import { seededRandom } from '@/common/random';
import { GossipSamples } from '../../support/gossip-samples';
import { mutated } from '../../support/mutate';

const samples = (seed: number) => new GossipSamples(seededRandom(seed));

const NOTHING = new Uint8Array();
const NEVER = { kind: 'news', news: [] } as const;

const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

function comesBack(packet: Packet): boolean {
  const bytes = encodePacket(packet);
  return isSame(encodePacket(decodePacket(bytes) ?? NEVER), bytes);
}

type Alive = Extract<News, { kind: 'alive' }>;

function aliveOf(some: GossipSamples): Alive {
  for (;;) {
    const news = some.news();
    if (news.kind === 'alive') return news;
  }
}

describe('what is encoded is decoded to the same', () => {
  test('packets of every kind', () => {
    const some = samples(1);
    for (let count = 0; count < 500; count++) {
      const packet = some.packet();
      expect(decodePacket(encodePacket(packet))).toEqual(packet);
    }
  });

  test('questions and answers of every kind', () => {
    const some = samples(2);
    for (let count = 0; count < 500; count++) {
      const request = some.request();
      expect(decodeRequest(encodeRequest(request))).toEqual(request);
      const answer = some.answer();
      expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer);
    }
  });

  test('ids, whose first bytes are the seal', () => {
    const some = samples(3);
    for (let count = 0; count < 1_000; count++) {
      const id = some.id();
      expect(idOf(idBytes(id))).toBe(id);
    }
    const id = nodeIdOf(new Uint8Array(32).fill(7));
    expect(sealOf(id)).toMatch(/^[0-9a-f]{16}$/);
    expect(idOf(new Uint8Array(17).fill(255))).toBeUndefined();
  });
});

test('a ping says what it must in 22 bytes', () => {
  const ping = { kind: 'ping', sequence: 1, target: samples(4).id(), news: [] } as const;
  expect(encodePacket(ping)).toHaveLength(22);
});

test('what a packet says itself fits in the room that is kept for it', () => {
  const address = `[${'f'.repeat(56)}]:65535`;
  expect(address).toHaveLength(64);
  const target = samples(5).id();
  const packet = { kind: 'ping-req', sequence: 2 ** 32 - 1, target, address, news: [] } as const;
  expect(encodePacket(packet)).toHaveLength(PACKET_HEAD_BYTES_MAX);
});

describe('news goes on as it was signed', () => {
  test('its bytes are the same after any number of hops', () => {
    const some = samples(6);
    for (let count = 0; count < 500; count++) {
      const news = some.news();
      const hop = decodePacket(encodePacket({ kind: 'news', news: [news] }))?.news[0];
      if (hop === undefined) throw new Error('not decoded');
      expect(newsBytes(hop)).toEqual(newsBytes(news));
      expect(signedBytes(hop)).toEqual(claimBytes(news));
    }
  });

  test('a card with fields of a later agent keeps them, and is read without', () => {
    const news = aliveOf(samples(7));
    const claim = claimBytes(news);
    const plain = newsBytes(news);
    const claimAt = plain.findIndex((_, at) =>
      claim.every((byte, index) => plain[at + index] === byte),
    );
    const later = Uint8Array.from([1, 2, 3, 4, 5]);
    const length = claim.length + later.length;
    const bytes = Buffer.concat([
      Uint8Array.from([5, 1, (length % 128) + 128, Math.floor(length / 128)]),
      claim,
      later,
      plain.subarray(claimAt + claim.length),
    ]);
    const read = decodePacket(bytes);
    const [known] = read?.news ?? [];
    if (read === undefined || known === undefined) throw new Error('not decoded');
    expect(known).toEqual(news);
    expect(Buffer.from(encodePacket(read))).toEqual(bytes);
    expect(Buffer.from(signedBytes(known))).toEqual(Buffer.concat([claim, later]));
  });
});

describe('what is not well-formed is nothing', () => {
  test('a message with a byte more or less, wherever it is cut', () => {
    const bytes = encodePacket({ kind: 'ack', sequence: 7, news: [aliveOf(samples(8))] });
    expect(decodePacket(bytes)).toBeDefined();
    expect(decodePacket(Buffer.concat([bytes, Buffer.of(0)]))).toBeUndefined();
    // Five bytes are an acknowledgement without news.
    for (let length = 6; length < bytes.length; length++) {
      expect(decodePacket(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  test.each([
    ['nothing', []],
    ['an unknown kind', [9]],
    ['a kind of zero', [0, 0, 0, 0, 0]],
    ['news with a length of gigabytes', [5, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a number that goes on and on', [5, 1, ...Array.from({ length: 40 }, () => 0x80)]],
    ['a length in a longer form than needed', [5, 2, 0x80, 0x00]],
  ])('%s', (_, bytes) => {
    expect(decodePacket(Uint8Array.from(bytes))).toBeUndefined();
  });

  test('a count of members that the bytes cannot hold', () => {
    const bytes = Uint8Array.from([3, 0, 0xff, 0xff, 0x3f]);
    expect(decodeRequest(bytes)).toBeUndefined();
    expect(decodeAnswer(Uint8Array.from([2, 0, 0xff, 0xff, 0x3f]))).toBeUndefined();
  });

  test('values that no member has, such as a zone with a line break', () => {
    const news = aliveOf(samples(9));
    const bad: News = { ...news, card: { ...news.card, zone: 'a\nb' } };
    expect(decodePacket(encodePacket({ kind: 'news', news: [bad] }))).toBeUndefined();
  });

  test('50,000 damaged messages do nothing but that, and what is still read is read the same again', () => {
    const random = seededRandom(10);
    const some = new GossipSamples(random);
    const packets = Array.from({ length: 100 }, () => encodePacket(some.packet()));
    const questions = Array.from({ length: 100 }, () => encodeRequest(some.request()));
    let stillRead = 0;
    let differing = 0;
    for (let count = 0; count < 25_000; count++) {
      const [one = NOTHING, other = NOTHING] = [packets[count % 100], questions[some.below(100)]];
      const packet = decodePacket(mutated(one, other, random));
      if (packet !== undefined) stillRead++;
      if (packet !== undefined && !comesBack(packet)) differing++;
      const decode = count % 2 === 0 ? decodeRequest : decodeAnswer;
      decode(mutated(other, one, random));
    }
    expect(differing).toBe(0);
    expect(stillRead).toBeGreaterThan(100);
  }, 120_000);
});

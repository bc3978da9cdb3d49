import { expect, test } from 'vitest';
import { Dissemination, RANKS } from '@/agent/gossip/dissemination';
import type { News } from '@/agent/gossip/message';
import { accusedNews, cardNews } from './support/test-news';

const SIZE_BYTES = 100;

function queueOf(packetBytesMax = 1_000, sizeOf: (news: News) => number = () => SIZE_BYTES) {
  return new Dissemination(packetBytesMax, sizeOf);
}

function nameOf(news: News): string {
  return news.kind === 'alive' ? news.card.name : news.kind;
}

test('own news goes first, then accusations, then what others say', () => {
  const queue = queueOf();
  queue.add(cardNews('c'), RANKS.other);
  queue.add(accusedNews('a', 'b'), RANKS.accusation);
  queue.add(cardNews('d'), RANKS.own);
  expect(queue.take(1_000, 8).map(nameOf)).toEqual(['d', 'accused', 'c']);
});

test('what was sent least often goes first', () => {
  const queue = queueOf();
  for (const name of ['a', 'b', 'c']) queue.add(cardNews(name), RANKS.other);
  expect(queue.take(200, 8).map(nameOf)).toEqual(['a', 'b']);
  expect(queue.take(200, 8).map(nameOf)).toEqual(['c', 'a']);
  queue.add(cardNews('d'), RANKS.other);
  expect(queue.take(100, 8).map(nameOf)).toEqual(['d']);
});

test('each piece is sent as often as asked for, and forgotten', () => {
  const queue = queueOf();
  queue.add(cardNews('a'), RANKS.other);
  const sent = Array.from({ length: 6 }, () => queue.take(1_000, 4).length);
  expect(sent).toEqual([1, 1, 1, 1, 0, 0]);
  expect(queue.isEmpty).toBe(true);
});

test('a later card of a member takes the place of the earlier, and is sent anew', () => {
  const queue = queueOf();
  queue.add(cardNews('a', { incarnation: 1 }), RANKS.other);
  queue.take(1_000, 2);
  queue.add(cardNews('a', { incarnation: 2 }), RANKS.other);
  expect(queue.size).toBe(1);
  const [first] = queue.take(1_000, 2);
  expect(first).toMatchObject({ card: { incarnation: 2 } });
  expect(queue.take(1_000, 2).length).toBe(1);
});

test('a piece that does not fit stands in the way of none that do', () => {
  const queue = queueOf(1_000, (news) => (nameOf(news) === 'big' ? 900 : SIZE_BYTES));
  queue.add(cardNews('big'), RANKS.own);
  queue.add(cardNews('small'), RANKS.other);
  expect(queue.take(300, 8).map(nameOf)).toEqual(['small']);
  expect(queue.take(1_000, 8).map(nameOf)).toEqual(['big', 'small']);
});

test('what no packet has room for is kept for streams', () => {
  const queue = queueOf(1_000, () => 2_000);
  queue.add(cardNews('a'), RANKS.own);
  expect(queue.take(100_000, 8)).toEqual([]);
  expect(queue.largeCount).toBe(1);
  expect(queue.takeLarge(10_000, 1).map(nameOf)).toEqual(['a']);
  expect(queue.isEmpty).toBe(true);
});

test('in a storm what others tell as well counts as sent; at rest it does not', () => {
  const queue = queueOf();
  queue.add(cardNews('a'), RANKS.other);
  for (let count = 0; count < 10; count++) queue.heard(cardNews('a').card.id, 4);
  expect(queue.size).toBe(1);
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  for (const one of letters) {
    for (const two of 'xyz') queue.add(cardNews(one + two), RANKS.other);
  }
  const { size } = queue;
  for (let count = 0; count < 4; count++) queue.heard(cardNews('a').card.id, 4);
  expect(queue.size).toBe(size - 1);
});

test('it holds 16,384 pieces at most, and lets go of those that were sent most often', () => {
  const queue = queueOf();
  const news = Array.from({ length: 16_385 }, (_, index) => {
    const id = index
      .toString(26)
      .padStart(4, '0')
      .replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    return accusedNews('a', id);
  });
  for (const piece of news) {
    queue.add(piece, RANKS.other);
    if (queue.size === 1) queue.take(SIZE_BYTES, 8);
  }
  expect(queue.size).toBe(16_384);
  expect(queue.take(SIZE_BYTES, 8)).not.toEqual([news[0]]);
});

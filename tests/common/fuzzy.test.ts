import { describe, expect, test } from 'vitest';
import { findAll, fuzzyDistance, queryWords } from '@/common/fuzzy';

const items = [
  { label: 'Settings, about' },
  { label: 'Dark theme', keywords: 'colours' },
  { label: 'About the dark' },
];
const found = (query: string) => findAll(items, query).map(({ label }) => label);
const distance = (query: string, text: string) => fuzzyDistance(queryWords(query), text);

test('nothing asked for offers everything, in its order', () => {
  expect(found('  ')).toEqual(items.map(({ label }) => label));
});

test('every word must be there, in any case and order, also among the keywords', () => {
  expect(found('COLOURS dark')).toEqual(['Dark theme']);
  expect(found('theme light')).toEqual([]);
});

test('what begins with the query comes before what only has it', () => {
  expect(found('about')).toEqual(['About the dark', 'Settings, about']);
});

describe('letters with others between', () => {
  test.each([
    ['rdsmem', 'redis.memory'],
    ['web7', 'web-eu-7'],
    ['dbprd', 'db-01.prod.example.org'],
    ['linmem', 'linux.memory'],
  ])('%j finds %j', (query, text) => {
    expect(distance(query, text)).toBeDefined();
  });

  test.each([
    ['mdr', 'redis.memory'],
    ['edis.x', 'redis.memory'],
    ['zz', 'az-z'],
  ])('%j does not find %j: the order counts, and the first begins a word', (query, text) => {
    expect(distance(query, text)).toBeUndefined();
  });
});

test('the very name is nearest, then its beginning, a word of it, a part of it, and its letters', () => {
  const labels = ['r.e.d.i.s', 'myredisbox', 'my-redis', 'redis-2', 'redis'];
  const nearest = findAll(
    labels.map((label) => ({ label })),
    'redis',
  );
  expect(nearest.map(({ label }) => label)).toEqual([...labels].reverse());
});

test('of two that match as well the shorter is nearer', () => {
  expect(distance('web', 'web-1')).toBeLessThan(distance('web', 'web-1.example.org') ?? 0);
});

test('a query of a thousand words costs no more than one of eight', () => {
  expect(queryWords('a '.repeat(1_000))).toHaveLength(8);
});

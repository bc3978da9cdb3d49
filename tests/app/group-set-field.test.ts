import { describe, expect, test } from 'vitest';
import {
  nameAt,
  offersAt,
  problemOf,
  withName,
} from '@/app/_components/group-set/prepare-group-set';
import { countWords } from '@/app/_components/group-set/use-set-count';

const groups = ['db', 'debian', 'web', 'zone::lan'].map((name) => ({ name, nodeCount: 1 }));
const offers = (text: string, caret = text.length) =>
  offersAt(groups, text, caret).map(({ name }) => name);

test('nothing typed is no mistake, and what is one says where', () => {
  expect(problemOf('  ')).toBeUndefined();
  expect(problemOf('debian & !db')).toBeUndefined();
  expect(problemOf('web db')).toEqual({
    sentence: 'column 5: expected & or | after web, found db.',
    span: { start: 4, end: 5 },
  });
});

describe('what is offered', () => {
  test('is for the name at the caret, wherever in the text that is', () => {
    expect(offers('web & d')).toEqual(['db', 'debian']);
    expect(offers('d & web', 1)).toEqual(['db', 'debian']);
    expect(offers('!(zl')).toEqual(['zone::lan']);
  });

  test('is everything between two names, and nothing once the name is whole', () => {
    expect(offers('web & ')).toHaveLength(4);
    expect(offers('web & debian')).toEqual([]);
    expect(offers('nowhere')).toEqual([]);
  });
});

test('a choice takes the place of the name at the caret, and leaves the rest', () => {
  expect(withName('de & !web', 2, 'debian')).toEqual({ text: 'debian & !web', caret: 6 });
  expect(withName('web & ', 6, 'zone::lan')).toEqual({ text: 'web & zone::lan', caret: 15 });
  expect(nameAt('a & zone::lan', 8)).toEqual({ start: 4, end: 13 });
});

test('the count says how many of how many, and the first few', () => {
  expect(countWords({ matches: 12, nodeCount: 300, names: ['a', 'b'] })).toBe(
    'matches 12 of 300 nodes: a, b …',
  );
  expect(countWords({ matches: 1, nodeCount: 1, names: ['a'] })).toBe('matches 1 of 1 node: a');
  expect(countWords({ matches: 0, nodeCount: 3, names: [] })).toBe('matches 0 of 3 nodes');
});

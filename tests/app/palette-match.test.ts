import { expect, test } from 'vitest';
import { findAll } from '@/app/_components/shell/palette-match';

const items = [
  { label: 'Settings, about' },
  { label: 'Dark theme', keywords: 'colours' },
  { label: 'About the dark' },
];
const found = (query: string) => findAll(items, query).map(({ label }) => label);

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

import { expect, test } from 'vitest';
import { readStroke, strokeOf } from '@/app/_lib/strokes';

const KNOWN = ['g o', 'g n', '/', '?', 'mod+k'];
const press = { ctrlKey: false, metaKey: false, altKey: false };

test('⌘K and Ctrl+K are one, in either case', () => {
  expect(strokeOf({ ...press, key: 'k', metaKey: true })).toBe('mod+k');
  expect(strokeOf({ ...press, key: 'K', ctrlKey: true })).toBe('mod+k');
});

test('keys that write nothing and what Alt makes of keys are left to the browser', () => {
  expect(strokeOf({ ...press, key: 'Escape' })).toBeUndefined();
  expect(strokeOf({ ...press, key: 'o', altKey: true })).toBeUndefined();
});

test('g waits for its second key, which then runs', () => {
  const first = readStroke('', 'g', KNOWN);
  expect(first).toEqual({ pending: 'g' });
  expect(readStroke(first.pending, 'n', KNOWN)).toEqual({ run: 'g n', pending: '' });
});

test('a second key that leads nowhere counts as a first one', () => {
  expect(readStroke('g', '/', KNOWN)).toEqual({ run: '/', pending: '' });
  expect(readStroke('g', 'g', KNOWN)).toEqual({ pending: 'g' });
  expect(readStroke('g', 'x', KNOWN)).toEqual({ pending: '' });
});

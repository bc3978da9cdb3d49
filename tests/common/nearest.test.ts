import { expect, test } from 'vitest';
import { nearest } from '@/common/nearest';

const names = ['collectors list', 'collectors show', 'collectors state', 'agent start', 'version'];

test.each([
  ['collectors lsit', 'collectors list'],
  ['colectors show', 'collectors show'],
  ['verion', 'version'],
  ['Version', 'version'],
  ['agent strat', 'agent start'],
])('%j was meant to be %j', (word, expected) => {
  expect(nearest(word, names)).toBe(expected);
});

test.each(['gossip', 'x', ''])('%j is near to nothing', (word) => {
  expect(nearest(word, names)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { failureText, tellStory } from './story';
import { SMALL } from './support/schedule';

const SEEDS = 500;
const AT_ONCE = 50;

test.each(Array.from({ length: SEEDS / AT_ONCE }, (_, index) => 1 + index * AT_ONCE))(
  'whatever happens to a small cluster, a minute later all is in order (seeds from %i)',
  {
    timeout: 120_000,
  },
  (first) => {
    for (let seed = first; seed < first + AT_ONCE; seed++) {
      const story = tellStory(seed, SMALL);
      if (story.breaches.length > 0) expect.fail(failureText(story));
    }
  },
);

test('so it is with real keys and encoded messages', { timeout: 120_000 }, () => {
  for (let seed = 1; seed <= 4; seed++) {
    const story = tellStory(seed, SMALL, true);
    if (story.breaches.length > 0) expect.fail(failureText(story));
  }
});

test('a seed tells the same story each time', () => {
  for (const seed of [3, 14, 159]) {
    expect(tellStory(seed, SMALL).hash).toBe(tellStory(seed, SMALL).hash);
  }
});

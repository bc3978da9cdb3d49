import { describe, expect, test } from 'vitest';
import { fillMacros, splitWords } from '@/common/domain/plugin-words';

describe('a command line', () => {
  test.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`a 'b c' "d \\"e\\" \\n"`, ['a', 'b c', 'd "e" \\n']],
    [`a'b'"c" ''`, ['abc', '']],
    ['a\\ b \\$x', ['a b', '$x']],
    ['a $b.c | d e$ f', ['a', '$b.c | d e$', 'f']],
    [`a '| ; & $(x)'`, ['a', '| ; & $(x)']],
  ])('%s has the words of a shell', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each(['a | b', 'a; b', 'a && b', 'a > b', 'a `b`', 'a $(b)', "a 'b", '', '  '])(
    '%s is refused: it wants a shell, or names no program',
    (text) => {
      expect(splitWords(text)).toEqual(expect.any(String));
    },
  );
});

describe('macros', () => {
  const values: Record<string, string> = { host: 'a b; rm -rf /', 'x.y': '1' };
  const fill = (word: string) => fillMacros(word, (name) => values[name]);

  test('stay one word, whatever their value', () => {
    expect(fill('-H=$host$,$x.y$')).toEqual({ text: '-H=a b; rm -rf /,1' });
  });

  test('have a default, and are missed by name without one', () => {
    expect(fill('$port | 80$')).toEqual({ text: '80' });
    expect(fill('$port$')).toEqual({ missing: 'port' });
    expect(fill('costs 5$')).toEqual({ text: 'costs 5$' });
  });
});

import { describe, expect, test } from 'vitest';
import { createRegex } from '@/common/expression/re2-regex';
import { shown, surroundings } from './evaluator';

const around = surroundings();
const matches = (pattern: string, text: string) =>
  shown(`regexp_match(r'${pattern}', '${text}')`, around);

test.each([
  ['^web-[0-9]+$', 'web-12', 'True'],
  ['^web-[0-9]+$', 'web-x', 'False'],
  ['b', 'abc', 'True'],
  ['(?i)WEB', 'web', 'True'],
  ['\\\\d{1,3}(\\\\.\\\\d{1,3}){3}', '10.0.0.1', 'True'],
  ['ö+', 'öö', 'True'],
])('%s on %s is %s', (pattern, text, expected) => {
  expect(matches(pattern.replaceAll('\\\\', '\\'), text)).toBe(expected);
});

test.each([
  ['[', 'the pattern is wrong: '],
  ['(?=a)b', 'the pattern is wrong: '],
  ['(a)\\1', 'the pattern is wrong: '],
  ['a'.repeat(257), 'a pattern has at most 256 characters.'],
  ['(a{0,100}){0,100}', 'it repeats up to 10000 times; at most 1000 are allowed'],
  ['a{900}b{900}', 'it repeats up to 1800 times'],
])('%.30s is refused', (pattern, words) => {
  expect(() => matches(pattern, 'x')).toThrow(words);
});

describe('time grows with the text alone', () => {
  /** Each of them keeps JavaScript's own engine busy for longer than anybody waits. */
  const EVIL = [
    '(a+)+$',
    '(a|a)*b',
    '(.*)*x',
    '(a|aa)+$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(x+x+)+y',
  ];

  test.each(EVIL)('%s', (pattern) => {
    const regex = createRegex();
    const compiled = regex.compile(pattern, { ignoreCase: false });
    const text = `${'a'.repeat(60_000)}!`;
    compiled.test(text);
    const msOf = () => {
      const start = process.cpuUsage();
      compiled.test(text);
      return process.cpuUsage(start).user / 1_000;
    };
    expect(Math.min(msOf(), msOf(), msOf())).toBeLessThan(50);
  });

  test('a pattern of many states is not held against a long text', () => {
    const long = `regexp_match('.{500}a{400}', 'a' * 60000)`;
    expect(() => shown(long, around)).toThrow('the pattern is too large for so long a text.');
  });

  test('a pattern is compiled once', () => {
    const regex = createRegex();
    const pattern = regex.compile('a', { ignoreCase: false });
    expect(regex.compile('a', { ignoreCase: false })).toBe(pattern);
    expect(regex.compile('a', { ignoreCase: true })).not.toBe(pattern);
    for (let at = 0; at < 300; at++) regex.compile(`b${at}`, { ignoreCase: false });
    expect(regex.compile('a', { ignoreCase: false })).not.toBe(pattern);
  });
});

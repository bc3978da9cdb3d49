import { describe, expect, test } from 'vitest';
import { ExpressionError } from '@/common/expression/fault';
import { createProgram } from '@/common/expression/program';
import { LANGUAGE, shown } from './evaluator';

function messageOf(text: string): string {
  try {
    shown(text);
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('an error says where, and what was expected', () => {
  test.each([
    ['1 +', 'column 4: expected a value, found the end.\n  1 +\n     ^'],
    ['len([1)', 'column 7: expected ] or a comma, found ).\n  len([1)\n        ^'],
    ['lenn([1])', 'column 1: there is no function lenn. Did you mean len?\n  lenn([1])\n  ^^^^'],
    [
      '{{colector.x}}',
      'column 3: there is nothing called "colector" to look in; did you mean collector?',
    ],
    ['{{collector.x', 'column 1: this {{ has no end; expected }} behind the path.'],
    ['{{collector}}', 'column 3: expected a path below collector, such as {{collector.name}}.'],
    ['{{collector..x}}', 'column 13: expected a name here in the path.'],
    ['{{collector."a.b}}', 'expected " and then . | or }}.'],
    ['collector.x', 'column 1: values are written {{collector.…}}.'],
    ['foo', "there is nothing called foo. A text is written 'foo', a value {{collector.…}}."],
    ['true', 'there is nothing called true. Did you mean True?'],
    ['len', 'len is a function; expected ( behind it.'],
    ['1 && 2', 'column 3: && is written and here.'],
    ['1 || 2', 'column 3: || is written or here.'],
    ['!1', 'column 1: ! is written not here.'],
    ['1 = 1', 'column 3: = is written == here.'],
    ['1 if 2', 'column 7: expected else and what the value is otherwise, found the end.'],
    ['lambda: 1', 'column 1: lambda is no part of this language; expected a value.'],
    ["'a'.uper()", 'there is no method uper. Did you mean upper?'],
    ["'a'.__class__", "there is no method __class__. A key of a dict is written ['key']."],
    ["'a'.upper", 'expected ( behind the method upper, found the end.'],
    ['grep_file(1)', 'expected grep_file(string, path, regexp=False); path is missing.'],
    ["file_exists('a', 'b')", 'expected file_exists(path), found one argument more.'],
    ["gossip_count_nodes(stat='x')", 'has no parameter stat. Did you mean state?'],
    ['round(1, digits=2, digits=3)', 'column 20: digits was given already.'],
    ['round(1, number=2)', 'number was given already, by its place.'],
    ['round(number=1, 2)', 'arguments without a name stand before those with one.'],
    ['string_upper(5)', 'string is a text, found a number.'],
    [
      "1 + 'a'",
      "+ does not go between a number and text. To put a value into a text write '%s' % value.",
    ],
    ["'a' < 1", 'text < a number: these two have no order.'],
    ['1 / 0', 'column 1: division by zero.'],
    ['[1][5]', 'there is no item 5: there are 1, the first of which is 0.'],
    ["{'a': 1}['b']", "the dict has no key 'b'; it has 'a'."],
    ['a\u00a0b \u2603', 'is no part of an expression'],
    ['(1,\n 2,\n 3 $ 4)', 'line 3, column 4: expected ) or a comma, found $.\n   3 $ 4)\n     ^'],
    ['2 ** 100000', 'the whole number would have more than 4096 bits.'],
    ['random(5)', 'expected random(), found one argument more.'],
  ])('%j', (expression, expected) => {
    expect(messageOf(expression)).toContain(expected);
  });

  test('the sentence alone is one line', () => {
    try {
      createProgram('1 +', LANGUAGE);
    } catch (error) {
      expect((error as ExpressionError).sentence).toBe(
        'column 4: expected a value, found the end.',
      );
      expect((error as ExpressionError).span).toEqual({ start: 3, end: 3 });
    }
    expect.assertions(2);
  });

  test('a long line is cut around the place', () => {
    const message = messageOf(`${'1 + '.repeat(40)}$ + ${'2 + '.repeat(40)}3`);
    const [, line = '', carets = ''] = message.split('\n');
    expect(line.length).toBeLessThan(80);
    expect(line[carets.indexOf('^')]).toBe('$');
  });
});

describe('an expression has bounds', () => {
  test.each([
    [`${'('.repeat(200)}1${')'.repeat(200)}`, 'nested deeper than 100'],
    [`${'['.repeat(200)}${']'.repeat(200)}`, 'nested deeper than 100'],
    [`${'-'.repeat(200)}1`, 'nested deeper than 100'],
    [`${'not '.repeat(200)}1`, 'nested deeper than 100'],
    [`1${' + 1'.repeat(200)}`, 'hang on one another'],
    [`'a'${'.upper()'.repeat(200)}`, 'hang on one another'],
    [`[${'1,'.repeat(3_000)}]`, 'at most 2000 parts'],
    ['1 '.repeat(20_000), 'at most 16384 characters'],
    [`${'1'.repeat(2_000)}`, 'at most 1000 digits'],
    ["'a' * 1000000", 'at most 65,536'],
    ["'a' * 60000 + 'b' * 60000", 'at most 65,536'],
    ['[0] * 1000000', 'at most 20,000'],
    ['[[[1] * 1000] * 1000] * 1000 == [[[1] * 1000] * 1000] * 1000', 'steps'],
    ["'%1001d' % 1", 'more than 1000'],
    ["'%.501f' % 1", 'more than 500'],
    ["'{:5000d}'.format(1)", 'more than 1000'],
    ["'a'.rjust(1000000)", 'at most 65,536'],
    ["('a' * 60000).replace('a', 'bb')", 'at most 65,536'],
    ["str([[['x' * 100] * 100] * 100] * 10)", 'steps'],
  ])('%.40s…', (expression, expected) => {
    expect(messageOf(expression)).toContain(expected);
  });
});

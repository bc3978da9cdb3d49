import { describe, expect, test } from 'vitest';
import { readHistory, withTried } from '@/app/(dashboard)/lab/_components/lab-history';
import {
  accepted,
  functionAt,
  functionOffers,
  pathOffers,
  writingAt,
} from '@/app/(dashboard)/lab/_components/prepare-completion';
import { describeFunctions, FUNCTIONS } from '@/common/expression/function-table';

const functions = describeFunctions(FUNCTIONS);
const writing = (text: string) => writingAt(text, text.length);

describe('what is completed', () => {
  test.each([
    ['{{collector.mem', { is: 'path', text: 'collector.mem' }],
    ['max({{coll', { is: 'path', text: 'coll' }],
    ['{{a.b}} > strin', { is: 'name', text: 'strin' }],
  ])('in %j is %j', (text, expected) => {
    expect(writing(text)).toMatchObject(expected);
  });

  test.each(['"strin', "'it\\'s strin", '{{a}} > 5 ', ''])('in %j is nothing', (text) => {
    expect(writing(text)).toBeUndefined();
  });

  test('is offered by its letters, functions with what they do', () => {
    expect(functionOffers(functions, 'strup')[0]).toMatchObject({ label: 'string_upper' });
    expect(functionOffers(functions, 'strup')[0]?.note).not.toBe('');
    expect(pathOffers(['collector.memory.free', 'collector.cpu'], 'collector.memf')).toEqual([
      { label: 'collector.memory.free', note: '' },
    ]);
  });
});

describe('an offer that is taken', () => {
  const taken = (text: string, caret: number, label: string) => {
    const at = writingAt(text, caret);
    if (at === undefined) throw new Error('nothing is written there');
    const next = accepted(text, at, label);
    return `${next.text.slice(0, next.caret)}|${next.text.slice(next.caret)}`;
  };

  test('closes its braces, unless they are closed already', () => {
    expect(taken('{{coll', 6, 'collector.a')).toBe('{{collector.a}}|');
    expect(taken('{{coll}} > 1', 6, 'collector.a')).toBe('{{collector.a}}| > 1');
  });

  test('opens the parenthesis of a function', () => {
    expect(taken('1 + ma', 6, 'max')).toBe('1 + max(|');
  });
});

test('the function at the caret is the one whose arguments are written', () => {
  const text = 'max(string_upper("a"), 1)';
  expect(functionAt(functions, text, 2)?.name).toBe('max');
  expect(functionAt(functions, text, 18)?.name).toBe('string_upper');
  expect(functionAt(functions, '1 + 2', 3)).toBeUndefined();
});

describe('what was tried', () => {
  const tried = (expression: string) => ({ expression, pack: '' });

  test('stands there once, the newest first, and not for ever', () => {
    const kept = withTried([tried('a'), tried('b')], tried('b'));
    expect(kept).toEqual([tried('b'), tried('a')]);
    const many = Array.from({ length: 30 }, (_, index) => tried(String(index)));
    expect(withTried(many, tried('new'))).toHaveLength(20);
  });

  test.each([null, '', '{', '"x"', '[1, {"expression": 2}]'])(
    '%j in the storage is nothing',
    (text) => {
      expect(readHistory(text)).toEqual([]);
    },
  );
});

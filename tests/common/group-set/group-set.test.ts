import { expect, test } from 'vitest';
import { AppError } from '@/common/errors';
import { compileGroupSet, type GroupSet, isGroupName } from '@/common/group-set/group-set';
import { readGroupSet } from '@/common/group-set/read-group-set';
import { chance, SEED, TIMES } from '../../hostile/support/chance';
import { groupSetText, isMeant, randomGroupSet, SOME_GROUPS } from './random-group-set';

const group = (name: string): GroupSet => ({ is: 'group', group: name });
const not = (operand: GroupSet): GroupSet => ({ is: 'not', operand });
const and = (...operands: GroupSet[]): GroupSet => ({ is: 'and', operands });
const or = (...operands: GroupSet[]): GroupSet => ({ is: 'or', operands });

test.each([
  ['linux', group('linux')],
  ['*', { is: 'every-node' }],
  [' zone::lan ', group('zone::lan')],
  ['a|b&c', or(group('a'), and(group('b'), group('c')))],
  ['a & b | c & d', or(and(group('a'), group('b')), and(group('c'), group('d')))],
  ['!a&b', and(not(group('a')), group('b'))],
  ['!a|b', or(not(group('a')), group('b'))],
  ['!(a|b)&c', and(not(or(group('a'), group('b'))), group('c'))],
  ['!!a', not(not(group('a')))],
  ['((a))', group('a')],
  ['a & (b & c)', and(group('a'), and(group('b'), group('c')))],
  [
    'country::FR & !ec2-instance-type::t3.micro',
    and(group('country::FR'), not(group('ec2-instance-type::t3.micro'))),
  ],
] as const)('%s is read with ! before & before |', (text, set) => {
  expect(readGroupSet(text)).toEqual(set);
});

test.each([
  ['', 'column 1: expected the name of a group, found the end.'],
  ['a &', 'column 4: expected the name of a group after &, found the end.'],
  ['a && b', 'column 4: expected the name of a group after &, found "&".'],
  ['a b', 'column 3: expected & or | after a, found b.'],
  ['web and db', 'column 5: expected & or | after web, found and (its sign is &).'],
  ['(a | b', 'column 1: this ( has no end; expected ) behind it.'],
  ['(a b)', 'column 4: expected &, | or ) after a, found b.'],
  ['a)', 'column 2: expected & or | after a, found ")".'],
  ['()', 'column 2: expected the name of a group after (, found ")".'],
  ['a |\n ,', 'line 2, column 2: expected the name of a group after |, found ",".'],
  ['😀', 'column 1: expected the name of a group, found "😀".'],
])('%j is refused with the place and what was expected', (text, sentence) => {
  expect(() => readGroupSet(text)).toThrow(expect.objectContaining({ code: 'INVALID', sentence }));
});

test('what is too long, too deep or too much is refused before it costs anything', () => {
  expect(() => readGroupSet('a'.repeat(1_025))).toThrow('at most 1024 are allowed');
  expect(() => readGroupSet('a'.repeat(129))).toThrow('at most 128 characters');
  expect(() => readGroupSet(`${'('.repeat(51)}a${')'.repeat(51)}`)).toThrow('deeper than 50');
  expect(() => readGroupSet(`${'!'.repeat(51)}a`)).toThrow('deeper than 50');
  expect(() => readGroupSet(Array(129).fill('a').join('|'))).toThrow('at most 128 names');
  expect(readGroupSet(Array(128).fill('a').join('|'))).toMatchObject({ is: 'or' });
  expect(readGroupSet(`${'('.repeat(50)}a${')'.repeat(50)}`)).toEqual(group('a'));
});

test(`a text is the tree that it was written from, and means what the tree means (seed ${SEED})`, () => {
  const luck = chance();
  for (let times = 0; times < 5_000 * TIMES; times++) {
    const set = randomGroupSet(luck, 3);
    const text = groupSetText(set, luck);
    if (text.length > 1_000) continue;
    const read = readGroupSet(text);
    expect(read).toEqual(set);
    const groups = SOME_GROUPS.filter(() => luck.below(2) === 0);
    expect(compileGroupSet(read)(new Set(groups)), text).toBe(isMeant(set, groups));
  }
});

test(`whatever is typed is read or refused with a sentence (seed ${SEED})`, () => {
  const luck = chance();
  const pieces = ['a', 'web', '*', '!', '&', '|', '(', ')', ' ', '::', '\0', '"', '😀', '\n'];
  for (let times = 0; times < 20_000 * TIMES; times++) {
    const text = Array.from({ length: luck.below(14) }, () => luck.pick(pieces)).join('');
    try {
      compileGroupSet(readGroupSet(text))(new Set());
    } catch (error) {
      expect(AppError.is(error), `${JSON.stringify(text)}: ${error}`).toBe(true);
    }
  }
});

test.each([
  ['linux', true],
  ['country::FR', true],
  ['model::Pi/3+', true],
  ['_internal', true],
  ['', false],
  ['zone::', true],
  ['::lan', false],
  ['two words', false],
  ['a|b', false],
  ['a\n', false],
  ['é', false],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
])('%j as the name of a group: %s', (name, isOne) => {
  expect(isGroupName(name)).toBe(isOne);
});

import { expect, test } from 'vitest';
import { definitionOf, parameterMisfit } from '@/common/domain/parameter';

test.each([
  [{ type: 'int' }, 1, undefined],
  [{ type: 'int' }, 1.5, 'a whole number'],
  [{ type: 'int' }, Number.MAX_VALUE, 'a whole number'],
  [{ type: 'int', min: 1 }, 0, 'a whole number of at least 1'],
  [{ type: 'float', max: 100 }, 100.5, 'a number of at most 100'],
  [{ type: 'float' }, Number.NaN, 'a number'],
  [{ type: 'bool' }, 'true', 'true or false'],
  [{ type: 'string', choices: ['a', 'b'] }, 'c', 'one of a, b'],
  [{ type: 'string' }, 'x'.repeat(4_097), 'a text (in quotes when it looks like something else)'],
  [{ type: 'strings' }, ['a'], undefined],
  [{ type: 'strings' }, ['a', 1], 'a list of texts'],
  [{ type: 'strings' }, 'a', 'a list of texts'],
] as const)('for %j the value %j is answered with %j', (definition, value, expected) => {
  expect(parameterMisfit(definition, value)).toBe(expected);
});

test('a value of the original is a definition, with its comment as help', () => {
  expect(definitionOf(10, 'Too many.')).toEqual({ type: 'float', default: 10, help: 'Too many.' });
  expect(definitionOf(true, '')?.help).toBe('Not documented.');
  expect(definitionOf({ a: 1 }, 'x')).toBeUndefined();
});

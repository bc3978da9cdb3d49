import { addNumbers, negate } from '../arithmetic';
import { characters, lengthOf } from '../code-points';
import { order } from '../compare';
import { defineFunction, type FunctionTools } from '../define-function';
import { Fault } from '../fault';
import { fixedText } from '../float-text';
import { setOf } from '../hash-key';
import { float, intOf, isInt, type Numeric, numericOf, parseNumeric, toDouble } from '../numbers';
import { textOf } from '../show';
import { Dict, isTrue, itemsOf, kindOf, type List, Missing, sizeOf, type Value } from '../values';

const values = {
  name: 'values',
  kind: 'any',
  rest: true,
  help: 'One list, or several values.',
} as const;
const value = { name: 'value', kind: 'any', help: 'Any value.' } as const;
const number = { name: 'number', kind: 'any', help: 'A number.' } as const;

export const BASIC_FUNCTIONS = [
  defineFunction({
    name: 'len',
    group: 'basic',
    summary: 'Counts the items of a list, the keys of a dict or the characters of a text.',
    parameters: [value],
    returns: 'a whole number',
    examples: [
      ["len([1, 'a'])", '2'],
      ["len('abc')", '3'],
    ],
    run({ value: counted }) {
      if (typeof counted === 'string') return lengthOf(counted);
      if (counted instanceof Dict || itemsOf(counted) !== undefined) return sizeOf(counted);
      throw new Fault(`len counts the items of a container, found ${kindOf(counted)}.`);
    },
  }),
  defineFunction({
    name: 'list',
    group: 'basic',
    summary:
      'Makes a list of the items of a tuple or a set, the keys of a dict or the characters of a text.',
    parameters: [{ ...value, default: '' }],
    returns: 'a list',
    examples: [
      ['list((1, 2))', '[1, 2]'],
      ["list('ab')", "['a', 'b']"],
    ],
    run: ({ value: given }, { meter }) => iterated('list', given, meter),
  }),
  defineFunction({
    name: 'set',
    group: 'basic',
    summary: 'Keeps each of the given items once.',
    parameters: [{ ...value, default: '' }],
    returns: 'a set',
    examples: [['set([1, 2, 1])', '{1, 2}']],
    run: ({ value: given }, { meter }) => setOf(iterated('set', given, meter), meter),
  }),
  defineFunction({
    name: 'sorted',
    group: 'basic',
    summary: 'Puts items in order, the smallest first.',
    parameters: [
      { name: 'values', kind: 'any', help: 'A list, or another container.' },
      { name: 'reverse', kind: 'boolean', default: false, help: 'The largest first.' },
    ],
    returns: 'a list',
    examples: [
      ['sorted([3, 1, 2])', '[1, 2, 3]'],
      ["sorted(['a', 'c'], reverse=True)", "['c', 'a']"],
    ],
    run({ values: given, reverse }, { meter }) {
      const items = iterated('sorted', given, meter);
      const direction = reverse ? -1 : 1;
      // Sorted so often that looking at kinds and budget for each pair would be most of the work.
      if (items.every((item) => typeof item === 'number')) {
        return items.sort((a, b) => direction * (a - b));
      }
      return items.sort((a, b) => direction * order(a, b, meter));
    },
  }),
  defineFunction({
    name: 'min',
    group: 'basic',
    summary: 'The smallest of the given values.',
    parameters: [values],
    returns: 'one of the values',
    examples: [
      ['min([3, 1, 2])', '1'],
      ['min(4, 2.5)', '2.5'],
    ],
    run: ({ values: given }, tools) => extreme('min', given, -1, tools),
  }),
  defineFunction({
    name: 'max',
    group: 'basic',
    summary: 'The largest of the given values.',
    parameters: [values],
    returns: 'one of the values',
    examples: [
      ['max([3, 1, 2])', '3'],
      ['max(4, 2.5)', '4'],
    ],
    run: ({ values: given }, tools) => extreme('max', given, 1, tools),
  }),
  defineFunction({
    name: 'sum',
    group: 'basic',
    summary: 'Adds numbers up.',
    parameters: [
      { name: 'values', kind: 'list', help: 'The numbers.' },
      { ...number, name: 'start', default: 0, help: 'What to begin with.' },
    ],
    returns: 'a number',
    examples: [
      ['sum([1, 2, 3])', '6'],
      ['sum([0.5, 1])', '1.5'],
    ],
    run({ values: given, start }, { meter }) {
      meter.spend(given.length);
      return given.reduce<Numeric>(
        (total, item) => addNumbers(total, numberOf('sum', item)),
        numberOf('sum', start),
      );
    },
  }),
  defineFunction({
    name: 'abs',
    group: 'basic',
    summary: 'A number without its sign.',
    parameters: [number],
    returns: 'a number',
    examples: [
      ['abs(-3)', '3'],
      ['abs(2.5)', '2.5'],
    ],
    run({ number: given }) {
      const size = numberOf('abs', given);
      return toDouble(size) < 0 || Object.is(toDouble(size), -0) ? negate(size) : size;
    },
  }),
  defineFunction({
    name: 'round',
    group: 'basic',
    summary: 'Rounds a number, halves to the even neighbour.',
    parameters: [
      number,
      {
        name: 'digits',
        kind: 'integer',
        default: null,
        help: 'Digits behind the point; None for a whole number.',
      },
    ],
    returns: 'a whole number, or a fraction when digits are given',
    examples: [
      ['round(2.5)', '2'],
      ['round(3.14159, 2)', '3.14'],
    ],
    run({ number: given, digits }) {
      const size = numberOf('round', given);
      if (isInt(size) && (digits ?? 0) >= 0) return size;
      const double = toDouble(size);
      if (digits === null)
        return intOf(Number.isFinite(double) ? Number(fixedText(double, 0)) : double);
      if (digits < 0 || digits > 300) throw new Fault('digits is a number from 0 to 300.');
      return float(Number.isFinite(double) ? Number(fixedText(double, digits)) : double);
    },
  }),
  defineFunction({
    name: 'int',
    group: 'basic',
    summary: 'A number without its fraction, or the whole number that a text is.',
    parameters: [{ ...value, help: 'A number, or a text such as 42.' }],
    returns: 'a whole number',
    examples: [
      ["int('42')", '42'],
      ['int(3.9)', '3'],
    ],
    run({ value: given }) {
      const size = typeof given === 'string' ? parseNumeric(given) : numberOf('int', given);
      if (size === undefined || (typeof given === 'string' && !isInt(size))) {
        throw new Fault(`int reads a whole number, found ${kindOf(given)} of another form.`);
      }
      return isInt(size) ? size : intOf(Math.trunc(toDouble(size)));
    },
  }),
  defineFunction({
    name: 'float',
    group: 'basic',
    summary: 'A number as one with a fraction, or the number that a text is.',
    parameters: [{ ...value, help: 'A number, or a text such as 0.5.' }],
    returns: 'a number',
    examples: [
      ["float('0.5')", '0.5'],
      ['float(3)', '3.0'],
    ],
    run({ value: given }) {
      const size = typeof given === 'string' ? parseNumeric(given) : numberOf('float', given);
      if (size !== undefined) return float(toDouble(size));
      throw new Fault('float reads a number, found a text of another form.');
    },
  }),
  defineFunction({
    name: 'str',
    group: 'basic',
    summary: 'A value as text.',
    parameters: [value],
    returns: 'a text',
    examples: [
      ['str(1.5)', "'1.5'"],
      ['str([1])', "'[1]'"],
    ],
    run: ({ value: given }, { meter }) => textOf(given, meter),
  }),
  defineFunction({
    name: 'bool',
    group: 'basic',
    summary: 'Whether a value counts as true: neither zero, nor empty, nor None.',
    parameters: [value],
    returns: 'True or False',
    examples: [
      ['bool([])', 'False'],
      ["bool('no')", 'True'],
    ],
    run: ({ value: given }) => isTrue(given),
  }),
  defineFunction({
    name: 'any',
    group: 'basic',
    summary: 'Whether one of the items counts as true.',
    parameters: [{ name: 'values', kind: 'list', help: 'The items.' }],
    returns: 'True or False',
    examples: [['any([0, 1])', 'True']],
    run: ({ values: given }) => given.some(isTrue),
  }),
  defineFunction({
    name: 'all',
    group: 'basic',
    summary: 'Whether every item counts as true.',
    parameters: [{ name: 'values', kind: 'list', help: 'The items.' }],
    returns: 'True or False',
    examples: [['all([0, 1])', 'False']],
    run: ({ values: given }) => given.every(isTrue),
  }),
  defineFunction({
    name: 'is_missing',
    group: 'basic',
    summary: 'Whether there is no such value: nobody measured it, or nobody set it.',
    parameters: [{ ...value, help: 'Such as {{collector.redis.available}}.' }],
    returns: 'True or False, never missing itself',
    examples: [
      ['is_missing({{variables.absent}})', 'True'],
      ['is_missing(None)', 'False'],
    ],
    takesMissing: true,
    run: ({ value: given }) => given instanceof Missing,
  }),
];

function numberOf(called: string, given: Value): Numeric {
  const size = numericOf(given);
  if (size !== undefined) return size;
  throw new Fault(`${called} works on numbers, found ${kindOf(given)}.`);
}

/** The items of whatever has some, as a list of its own. */
function iterated(called: string, given: Value, meter: FunctionTools['meter']): Value[] {
  const items = itemsOf(given) ?? otherItems(given);
  if (items === undefined) throw new Fault(`${called} takes a list, found ${kindOf(given)}.`);
  meter.list(items.length);
  return [...items];
}

function otherItems(given: Value): List | undefined {
  if (typeof given === 'string') return characters(given);
  return given instanceof Dict ? [...given.entries.values()].map(([key]) => key) : undefined;
}

function extreme(called: string, given: List, direction: 1 | -1, { meter }: FunctionTools): Value {
  const [only] = given;
  const items = given.length === 1 && only !== undefined ? iterated(called, only, meter) : given;
  const [first, ...rest] = items;
  if (first === undefined) throw new Fault(`${called} of nothing: there are no values.`);
  return rest.reduce(
    (best, item) => (direction * order(item, best, meter) > 0 ? item : best),
    first,
  );
}

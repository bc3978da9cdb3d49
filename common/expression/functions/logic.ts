import { characters } from '../code-points';
import { defineFunction } from '../define-function';
import { Fault } from '../fault';
import { setOf } from '../hash-key';
import { callMethod } from '../methods/method-table';
import { itemsOf, kindOf, Tuple } from '../values';

const set1 = { name: 'set1', kind: 'list', help: 'A set or a list.' } as const;
const set2 = { name: 'set2', kind: 'list', help: 'Another one.' } as const;

export const LOGIC_FUNCTIONS = [
  defineFunction({
    name: 'set_difference',
    group: 'logic',
    summary: 'What is in the first and not in the second.',
    parameters: [set1, set2],
    returns: 'a set',
    examples: [['set_difference([1, 2], [2, 3])', '{1}']],
    run: (given, { meter }) =>
      callMethod(
        setOf(given.set1, meter),
        'difference',
        { positional: [given.set2], named: new Map() },
        meter,
      ),
  }),
  defineFunction({
    name: 'set_intersection',
    group: 'logic',
    summary: 'What is in both.',
    parameters: [set1, set2],
    returns: 'a set',
    examples: [['set_intersection([1, 2], [2, 3])', '{2}']],
    run: (given, { meter }) =>
      callMethod(
        setOf(given.set1, meter),
        'intersection',
        { positional: [given.set2], named: new Map() },
        meter,
      ),
  }),
  defineFunction({
    name: 'reverse',
    group: 'logic',
    summary: 'The items of a list, or the characters of a text, from the last to the first.',
    parameters: [{ name: 'list', kind: 'any', help: 'A list, a tuple or a text.' }],
    returns: 'a value of the same kind',
    examples: [
      ['reverse([1, 2])', '[2, 1]'],
      ["reverse('ab')", "'ba'"],
    ],
    run({ list }, { meter }) {
      if (typeof list === 'string') return characters(list).reverse().join('');
      const items = itemsOf(list);
      if (items === undefined) throw new Fault(`reverse takes a list, found ${kindOf(list)}.`);
      meter.list(items.length);
      const reversed = [...items].reverse();
      return list instanceof Tuple ? new Tuple(reversed) : reversed;
    },
  }),
];

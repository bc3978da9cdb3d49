import { defineFunction } from '../define-function';
import { Fault } from '../fault';

export const RANDOM_FUNCTIONS = [
  defineFunction({
    name: 'random',
    group: 'random',
    summary: 'A number from 0 up to, and without, 1.',
    parameters: [],
    returns: 'a number',
    examples: [['0 <= random() < 1', 'True']],
    needs: 'chance',
    run: (_, { random }) => random.next(),
  }),
  defineFunction({
    name: 'randomint_between',
    group: 'random',
    summary: 'A whole number between two others, both of which may come.',
    parameters: [
      { name: 'int1', kind: 'integer', help: 'The smallest.' },
      { name: 'int2', kind: 'integer', help: 'The largest.' },
    ],
    returns: 'a whole number',
    examples: [['1 <= randomint_between(1, 6) <= 6', 'True']],
    needs: 'chance',
    run({ int1, int2 }, { random }) {
      if (int2 < int1) throw new Fault(`there is no number from ${int1} to ${int2}.`);
      return int1 + Math.floor(random.next() * (int2 - int1 + 1));
    },
  }),
  defineFunction({
    name: 'shuffle',
    group: 'random',
    summary: 'The items of a list in an order of chance.',
    parameters: [{ name: 'list', kind: 'list', help: 'The items.' }],
    returns: 'a list',
    examples: [['sorted(shuffle([1, 2, 3]))', '[1, 2, 3]']],
    needs: 'chance',
    run({ list }, { random, meter }) {
      meter.list(list.length);
      const items = [...list];
      for (let at = items.length - 1; at > 0; at--) {
        const other = Math.floor(random.next() * (at + 1));
        [items[at], items[other]] = [items[other] ?? null, items[at] ?? null];
      }
      return items;
    },
  }),
];

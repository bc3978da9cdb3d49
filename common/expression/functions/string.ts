import { defineFunction } from '../define-function';
import { Fault } from '../fault';
import type { Meter } from '../limits';
import { callMethod } from '../methods/method-table';
import { compiledPattern, isSearchable } from '../regex';
import { Missing, type Value } from '../values';

const string = { name: 'string', kind: 'text', help: 'A text.' } as const;

export const STRING_FUNCTIONS = [
  defineFunction({
    name: 'string_upper',
    group: 'string',
    summary: 'A text in capitals.',
    parameters: [string],
    returns: 'a text',
    examples: [["string_upper('abc')", "'ABC'"]],
    run: (given, { meter }) => method(given.string, 'upper', [], meter),
  }),
  defineFunction({
    name: 'string_lower',
    group: 'string',
    summary: 'A text in small letters.',
    parameters: [string],
    returns: 'a text',
    examples: [["string_lower('ABC')", "'abc'"]],
    run: (given, { meter }) => method(given.string, 'lower', [], meter),
  }),
  defineFunction({
    name: 'string_split',
    group: 'string',
    summary: 'The pieces of a text between a separator.',
    parameters: [string, { name: 'split_character', kind: 'text', help: 'The separator.' }],
    returns: 'a list of texts',
    examples: [["string_split('a,b', ',')", "['a', 'b']"]],
    run: (given, { meter }) => method(given.string, 'split', [given.split_character], meter),
  }),
  defineFunction({
    name: 'string_join',
    group: 'string',
    summary: 'Texts as one, with a separator between.',
    parameters: [
      { name: 'list', kind: 'list', help: 'The texts.' },
      { name: 'join_character', kind: 'text', help: 'The separator.' },
    ],
    returns: 'a text',
    examples: [["string_join(['a', 'b'], ',')", "'a,b'"]],
    run: (given, { meter }) => method(given.join_character, 'join', [given.list], meter),
  }),
  defineFunction({
    name: 'regexp_match',
    group: 'string',
    summary: 'Whether a regular expression matches somewhere in a text (RE2 syntax: linear time).',
    parameters: [
      { name: 'pattern', kind: 'text', help: 'The regular expression.' },
      string,
      {
        name: 'ignore_case',
        kind: 'boolean',
        default: false,
        help: 'Capitals are as small letters.',
      },
    ],
    returns: 'True or False',
    examples: [["regexp_match('^web-[0-9]+$', 'web-12')", 'True']],
    run({ pattern, string: text, ignore_case: ignoreCase }, { regex, meter }) {
      if (regex === undefined) return new Missing('there are no regular expressions here');
      meter.read(text.length);
      const compiled = compiledPattern(regex, pattern, ignoreCase);
      if (isSearchable(compiled, text)) return compiled.test(text);
      throw new Fault('the pattern is too large for so long a text.');
    },
  }),
];

function method(receiver: Value, name: string, positional: readonly Value[], meter: Meter): Value {
  return callMethod(receiver, name, { positional, named: new Map() }, meter);
}

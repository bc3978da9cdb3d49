import type { Chance } from '../../hostile/support/chance';

const REACH = [
  '__proto__',
  'constructor',
  'prototype',
  '__class__',
  '__mro__',
  '__subclasses__',
  '__globals__',
  '__builtins__',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupSetter__',
  'caller',
  'arguments',
  'then',
];

const RECEIVERS = [
  "'x'",
  '[1]',
  '(1,)',
  "{'a': 1}",
  '{{collector.memory}}',
  '5',
  'None',
  'len',
  'set([1])',
];

const FORMATS = [
  '%1000000000d',
  '%.1000000000f',
  '%*d',
  '%(a)s',
  '%1$s',
  '%n',
  '%',
  '%%%',
  '%-+ #0999999d',
];

const BRACES = [
  '{0.__class__}',
  '{0[__class__]}',
  '{0.__init__.__globals__}',
  '{:1000000000}',
  '{:.1000000000f}',
  '{0!r}',
  '{{}',
  '{}{}{}{}',
  '{:{}}',
];

const EVIL_PATTERNS = [
  '(a+)+$',
  '(a|a)*b',
  '(.*)*x',
  '(a|aa)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(?=a)b',
  '\\\\1',
  '[',
  '(?<!x)y',
  'a{1,1000}{1,1000}',
  '(a{0,50}){0,50}',
];

const BOMBS = [
  '2 ** 100000',
  '9 ** 9 ** 9',
  '-9 ** 99999999999999999999',
  '(2 ** 4000) ** 4000',
  '10 ** 400 * 1.0',
  '1e308 ** 2',
  "'a' * 10 ** 18",
  "'a' * 65536 * 65536",
  '[0] * 10 ** 18',
  '[[0] * 20000] * 20000',
  "('ab' * 30000).replace('a', 'x' * 30000)",
  "('a' * 60000).replace('', 'b')",
  "('a,' * 30000).split(',')",
  "'x'.join(['y' * 60000] * 20000)",
  "'x'.center(10 ** 9)",
  "'%s' % ([['x' * 60000] * 20000] * 2)",
  'str([[[[[1] * 100] * 100] * 100] * 100])',
  '[[[[1] * 100] * 100] * 100] == [[[[1] * 100] * 100] * 100]',
  'sorted(list("z" * 20000))',
  'sorted([[1] * 20000] * 2000)',
  'max([[1] * 20000] * 2000)',
  'max([[1] * 19999 + [2], [1] * 20000, [1] * 20000, [1] * 20000, [1] * 20000])',
  'sorted(["a" * 60000 + "b", "a" * 60000 + "c"] * 5000)',
  'max([["a" * 60000 + "b"], ["a" * 60000 + "c"]] * 5000)',
  'sorted([(1, "b"), (1, "a")] * 9000)',
  'max([[1] * 20000] * 2000)',
  'set(list("ab" * 10000) * 10)',
  'sum([2 ** 4000] * 20000)',
  '((("a" * 60000,) * 20000,) * 20000) in {}',
  "{(('x' * 60000,) * 1000): 1}",
  "'a' * 60000 in ['a' * 60000] * 20000",
  "('a' * 60000 + 'b') in 'a' * 60000",
  "('a' * 15000 + 'b' + 'a' * 15000) in 'a' * 65000",
  "('a' * 65000).rfind('a' * 30000 + 'b')",
  "('a' * 65000).split('a' * 30000 + 'b')",
  "('a' * 65000).replace('b' + 'a' * 30000, '')",
  "('a' * 65000).count('a' * 30000)",
  '0.1 ** 999999999',
  "int('9' * 60000)",
  "float('9' * 60000)",
  "'%d' % 1e308",
  "'%f' % 1e308",
  "'%.500f' % 1e-308",
  "('%s' * 20000) % tuple([1])",
  "('%500d' * 10000) % (1,)",
  "('{}' * 20000).format(1)",
  "'{0}'.format('x' * 60000) * 2",
  'get_horizontal_bar(50, width=10 ** 9)',
  'get_horizontal_bar(0.0 * 1e999)',
  'get_donut(1e999)',
  'randomint_between(-10 ** 300, 10 ** 300)',
  'round(1.5, 10 ** 9)',
  "ip_is_in_range('1.2.3.4', '0.0.0.0/99999')",
  "'\\U00110000'",
  "'\\ud800' + '\\udfff'",
  `${'not '.repeat(3_000)}1`,
  `${'-'.repeat(5_000)}1`,
  '['.repeat(5_000),
  '{'.repeat(5_000),
  '{{'.repeat(3_000),
  '{{collector.'.repeat(1_000),
  `${'{{collector.x||'.repeat(1_000)}1${'}}'.repeat(1_000)}`,
  "'".repeat(9_999),
  '('.repeat(8_000),
  `${'1 + '.repeat(4_000)}1`,
  `${'1 if 1 else '.repeat(1_300)}1`,
  `${"'a' ".repeat(4_000)}`,
  `[${'1,'.repeat(8_000)}]`,
  `${'1 < '.repeat(4_000)}1`,
  'len('.repeat(4_000),
  `"a"${'.upper()'.repeat(2_000)}`,
  '1'.repeat(16_000),
  `0x${'f'.repeat(16_000)}`,
  '\u0000',
  '\ufeff1',
  '\u202e1 + 1',
  ';import os',
  '`ls`',
  '$(ls)',
  '1; 2',
  '1 // eval',
  'lambda: 0',
  '[x for x in [1]]',
  'f"{1}"',
  'b"x"',
  'import os',
  'eval("1")',
  'Function("return 1")()',
  'globalThis',
  'process.exit()',
  'require("fs")',
  'this',
];

/** What somebody who wants out, or wants a machine busy, would write: 500 and more. */
export function hostileInputs(): string[] {
  return [
    ...BOMBS,
    ...RECEIVERS.flatMap((receiver) =>
      REACH.flatMap((name) => [
        `${receiver}.${name}`,
        `${receiver}.${name}()`,
        `${receiver}['${name}']`,
      ]),
    ),
    ...REACH.flatMap((name) => [
      `{{collector.${name}}}`,
      `{{collector.memory.${name}.x}}`,
      `{{${name}.x}}`,
      `${name}(1)`,
      `len(${name}=1)`,
      `{'${name}': 1}['${name}']`,
      `'%(${name})s' % {}`,
      `'{${name}}'.format(${name}=1)`,
    ]),
    ...FORMATS.flatMap((format) => [
      `'${format}' % 1`,
      `'${format}' % (1, 2)`,
      `'${format}' % {'a': 1}`,
    ]),
    ...BRACES.map((format) => `'${format}'.format(1)`),
    ...EVIL_PATTERNS.map((pattern) => `regexp_match('${pattern}', '${'a'.repeat(5_000)}!')`),
  ];
}

const PIECES = [
  ...[
    '1',
    '0',
    '2.5',
    '1e308',
    '2**63',
    '-1',
    "'a'",
    "'%s %d'",
    "'{}'",
    'True',
    'None',
    '[]',
    '[1,2]',
  ],
  ...['(1,)', "{'a':1}", 'set([1])', '{{collector.memory.phys_used}}', '{{collector.none}}'],
  ...[
    '{{collector.*.x||[1]}}',
    '{{parameters.a|b}}',
    '+',
    '-',
    '*',
    '/',
    '//',
    '%',
    '**',
    '&',
    '|',
    '^',
  ],
  ...[
    '~',
    ' and ',
    ' or ',
    ' not ',
    ' in ',
    ' not in ',
    ' is ',
    ' is not ',
    '<',
    '<=',
    '==',
    '!=',
    '>',
  ],
  ...[
    ' if ',
    ' else ',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '.',
    '=',
    'len(',
    'max(',
    'sorted(',
  ],
  ...[
    'str(',
    'int(',
    'round(',
    'set(',
    'list(',
    '.upper()',
    '.split()',
    '.join(',
    '.format(',
    '[0]',
  ],
  ...[
    '[1:]',
    '[::-1]',
    '{{',
    '}}',
    '||',
    '|',
    '"',
    "'",
    '\\',
    '\n',
    ' ',
    '__proto__',
    'constructor',
  ],
];

/** A text of pieces of the language: sometimes an expression, mostly nearly one. */
export function randomInput(luck: Chance): string {
  const wellFormed = luck.below(3) > 0;
  return wellFormed
    ? randomExpression(luck, 4)
    : Array.from({ length: 1 + luck.below(12) }, () => luck.pick(PIECES)).join('');
}

const OPERANDS = PIECES.slice(0, 21);
const OPERATORS = [
  ...PIECES.slice(20, 31),
  ' and ',
  ' or ',
  ' in ',
  ' not in ',
  ' is ',
  '<',
  '<=',
  '==',
  '!=',
  '>',
];
const CALLS = [
  'len',
  'max',
  'min',
  'sum',
  'sorted',
  'str',
  'int',
  'float',
  'round',
  'set',
  'list',
  'reverse',
  'abs',
  'bool',
  'any',
  'is_missing',
  'get_donut',
  'string_upper',
];
const METHODS = [
  'upper',
  'split',
  'strip',
  'join',
  'replace',
  'format',
  'get',
  'keys',
  'items',
  'count',
  'index',
  'title',
  'zfill',
  'center',
  'union',
];

function randomExpression(luck: Chance, depth: number): string {
  const inner = () => randomExpression(luck, depth - 1);
  if (depth === 0 || luck.below(4) === 0) return luck.pick(OPERANDS);
  switch (luck.below(8)) {
    case 0:
      return `(${inner()})`;
    case 1:
      return `[${inner()}, ${inner()}]`;
    case 2:
      return `${luck.pick(CALLS)}(${inner()})`;
    case 3:
      return `(${inner()}).${luck.pick(METHODS)}(${luck.below(2) === 0 ? '' : inner()})`;
    case 4:
      return `(${inner()})[${inner()}]`;
    case 5:
      return `${inner()} if ${inner()} else ${inner()}`;
    default:
      return `${inner()}${luck.pick(OPERATORS)}${inner()}`;
  }
}

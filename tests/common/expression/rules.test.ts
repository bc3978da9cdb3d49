import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { ExpressionError } from '@/common/expression/fault';
import { createProgram } from '@/common/expression/program';
import { type Chance, chance, SEED, TIMES } from '../../hostile/support/chance';
import { LANGUAGE, shown, surroundings } from './evaluator';
import { PYTHON_REFUSES, PYTHON_RULES } from './python-rules';
import { REAL_DATA, REAL_EXPRESSIONS } from './real-expressions';

test.each(PYTHON_RULES)('%j is %s', (expression, expected) => {
  expect(shown(expression)).toBe(expected);
});

test.each(PYTHON_REFUSES)('%j is refused with a place and a sentence', (expression) => {
  expect(() => shown(expression)).toThrow(/^column \d+: .+[.?]\n {2}/);
});

const PYTHON = `
import json, sys
rows = json.load(sys.stdin)
def show(text):
    try:
        return repr(eval(text, {}, {}))
    except Exception:
        return None
print(json.dumps([show(text) for text in rows]))
`;

/** What the real Python says of each; `null` for what it refuses. */
function askPython(expressions: readonly string[]): (string | null)[] {
  const { stdout, stderr } = spawnSync('python3', ['-W', 'ignore', '-c', PYTHON], {
    input: JSON.stringify(expressions),
    maxBuffer: 64_000_000,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const NUMBERS = [
  '0',
  '1',
  '-1',
  '3',
  '-7',
  '10',
  '255',
  '2.5',
  '-0.5',
  '0.1',
  '1e-7',
  '1e22',
  '1e300',
  '-3.75',
];
const WHOLE = ['9007199254740993', '2**64', '-2**70', '10**30', 'True', '1000000007'];
const OPERATORS = ['+', '-', '*', '/', '//', '%', '<', '==', '>=', '!=', '&', '|', '^'];
const FORMATS = [
  '%d',
  '%5d',
  '%-8d|',
  '%+d',
  '%05d',
  '%x',
  '%#o',
  '%f',
  '%.0f',
  '%.3f',
  '%10.2f',
  '%e',
  '%.12e',
  '%g',
  '%.3g',
  '%G',
  '%s',
  '%r',
  '%08.3f',
  '% d',
  '%.15g',
  '%.20f',
];

function randomSum(luck: Chance): string {
  const number = () => {
    const kind = luck.below(4);
    if (kind === 0) return luck.pick(WHOLE);
    if (kind === 1) return luck.pick(NUMBERS);
    const digits = luck.below(10 ** (1 + luck.below(9)));
    return kind === 2 ? String(digits) : `${digits}.${luck.below(10_000)}e${luck.below(40) - 20}`;
  };
  const sum = (depth: number): string =>
    depth === 0
      ? `(${number()})`
      : `(${sum(depth - 1)} ${luck.pick(OPERATORS)} ${sum(luck.below(depth))})`;
  const inner = sum(luck.below(3));
  const shape = luck.below(4);
  if (shape === 0) return `'${luck.pick(FORMATS)}' % ${inner}`;
  if (shape === 1) return `round(${inner}, ${luck.below(6)})`;
  return shape === 2 ? `str(${inner})` : inner;
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the real python3', () => {
  test('says the same of every rule', () => {
    const expressions = PYTHON_RULES.map(([expression]) => expression);
    expect(askPython(expressions)).toEqual(PYTHON_RULES.map(([, expected]) => expected));
  });

  test(`says the same of random sums and formats, seed ${SEED}`, () => {
    const luck = chance();
    const expressions = Array.from({ length: 3_000 * TIMES }, () => randomSum(luck));
    const ours = expressions.map((expression) => {
      try {
        return shown(expression);
      } catch (error) {
        if (error instanceof ExpressionError) return null;
        throw error;
      }
    });
    const theirs = askPython(expressions);
    const different = expressions.flatMap((expression, at) =>
      ours[at] === theirs[at] ? [] : [{ expression, ours: ours[at], theirs: theirs[at] }],
    );
    expect(different).toEqual([]);
    expect(theirs.filter((each) => each !== null).length).toBeGreaterThan(1_500);
  });

  test('refuses what is refused here', () => {
    expect(askPython(PYTHON_REFUSES)).toEqual(PYTHON_REFUSES.map(() => null));
  });
});

describe('the expressions of real packs', () => {
  test.each(REAL_EXPRESSIONS)('%s is %s', async (expression, expected) => {
    const program = createProgram(expression, LANGUAGE);
    const explanation = await program.explain(surroundings(REAL_DATA));
    const { outcome } = explanation;
    expect(outcome.is === 'value' ? outcome.shown : outcome).toEqual(expected);
  });
});

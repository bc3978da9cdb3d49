import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createProgram } from '@/common/expression/program';
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
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the real python3', () => {
  test('says the same of every rule', () => {
    const expressions = PYTHON_RULES.map(([expression]) => expression);
    expect(askPython(expressions)).toEqual(PYTHON_RULES.map(([, expected]) => expected));
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

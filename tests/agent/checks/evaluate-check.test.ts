import { describe, expect, test } from 'vitest';
import { compileCheck } from '@/agent/checks/compiled-check';
import { applicability, evaluateCheck, resolveCheck } from '@/agent/checks/evaluate-check';
import type { Json } from '@/common/json';
import { checkFile, language, surroundings } from './check-file';

const MEMORY = `
summary: Memory
variables: { used: "{{collector.memory.used}}", shown: "'%.1f' % {{variables.used}}" }
critical_if: "{{variables.used}} > 95"
warning_if: "{{variables.used}} > 90"
recover_if: "{{variables.used}} < 80"
warning_output: "{{variables.shown}} % used"
ok_output: "fine, {{variables.shown}} %"`;

async function judged(text: string, collector: Json, root?: 'check') {
  const check = compileCheck(checkFile('x', text, root), language);
  const around = surroundings(() => collector);
  const given = (variables: Parameters<Parameters<typeof evaluateCheck>[1]>[0]) =>
    around({ variables });
  const found = evaluateCheck(check, given);
  expect(await resolveCheck(check, given)).toEqual(found);
  return found;
}

describe('an evaluated check', () => {
  test.each([
    [96, { state: 'critical', output: '{{variables.used}} > 95 is true', holds: true }],
    [91.25, { state: 'warning', output: '91.2 % used', holds: true }],
    [85, { state: 'ok', output: 'fine, 85.0 %', holds: true }],
    [10, { state: 'ok', output: 'fine, 10.0 %', holds: false }],
  ])('with %d used is judged by its conditions', async (used, expected) => {
    expect(await judged(MEMORY, { memory: { used } })).toEqual(expected);
  });

  test('is unknown with the reason when data are missing, and never ok', async () => {
    const found = await judged(MEMORY, { memory: {} });
    expect(found).toMatchObject({
      state: 'unknown',
      output: 'collector.memory has no value “used”',
    });
  });

  test('tells a warning that is certain while the other condition cannot be told', async () => {
    const text = `summary: x\ncritical_if: "{{collector.a.gone}} > 1"\nwarning_if: "{{collector.a.b}} > 1"`;
    expect((await judged(text, { a: { b: 2 } })).state).toBe('warning');
    expect((await judged(text, { a: { b: 0 } })).state).toBe('unknown');
  });

  test('takes what is missing for untrue where it says so', async () => {
    const text = `summary: x\nunknown_if_missing: false\ncritical_if: "{{collector.a.gone}} > 1"`;
    expect(await judged(text, { a: {} })).toMatchObject({ state: 'ok' });
  });

  test('is unknown when an expression fails, in a variable too', async () => {
    const condition = `summary: x\ncritical_if: "{{collector.a.b}} + 'x' == 1"`;
    expect((await judged(condition, { a: { b: 1 } })).state).toBe('unknown');
    const variable = `summary: x\nvariables: { v: "1 / {{collector.a.b}}" }\ncritical_if: "{{variables.v}} > 1"`;
    expect(await judged(variable, { a: { b: 0 } })).toMatchObject({
      state: 'unknown',
      output: expect.stringContaining('the variable v fails'),
    });
  });

  test('keeps its state when its output cannot be filled in', async () => {
    const text = `summary: x\ncritical_if: "{{collector.a.b}} > 1"\ncritical_output: "{{collector.a.gone}}"`;
    expect(await judged(text, { a: { b: 2 } })).toMatchObject({
      state: 'critical',
      output: '{{collector.a.b}} > 1 is true',
    });
  });

  test('of the original has outputs that are expressions', async () => {
    const text = `critical_if: "{{collector.a.b}} > 1"\ncritical_output: "'%d is too much' % {{collector.a.b}}"`;
    expect(await judged(text, { a: { b: 2 } }, 'check')).toMatchObject({ output: '2 is too much' });
  });
});

test('a mistake is said with the file and the key', () => {
  const compile = (text: string) => () => compileCheck(checkFile('x', text), language);
  expect(compile('summary: x\ncritical_if: "1 >"')).toThrow(
    /x\.yaml:critical_if: critical_if: column/,
  );
  expect(compile('summary: x\nrun: [a, "{{"]')).toThrow(/x\.yaml:run\.1: run\.1: /);
  expect(compile('summary: x\nvariables: {a: "f("}\nwarning_if: "1"')).toThrow(/variables\.a/);
  expect(compile('summary: x\nfoo: 1')).toThrow(/x\.yaml:foo: a check has no foo/);
});

test('a check knows which collectors it reads from, through its variables too', () => {
  const text = `summary: x\nvariables: { v: "{{collector.b.c}}" }\nwarning_if: "{{collector.a.b|collector.d.e}} > {{variables.v}}"`;
  expect([...compileCheck(checkFile('x', text), language).collectors].sort()).toEqual([
    'a',
    'b',
    'd',
  ]);
});

test('a check is for machines of its group where its condition is true', async () => {
  const around = surroundings(() => ({ a: { b: 1 } }))();
  const check = (more: string) =>
    compileCheck(checkFile('x', `summary: x\nwarning_if: "1"\n${more}`), language);
  const applies = async (more: string, groups: string[]) =>
    (await applicability(check(more), around, new Set(groups))).applies;
  expect(await applies('if_group: linux', ['linux'])).toBe(true);
  expect(await applies('if_group: linux', ['bsd'])).toBe(false);
  expect(await applies('if_group: linux & !(db | zone::lan)', ['linux', 'web'])).toBe(true);
  expect(await applies('if_group: linux & !(db | zone::lan)', ['linux', 'db'])).toBe(false);
  expect(await applies('if: "{{collector.a.b}} == 1"', [])).toBe(true);
  expect(await applies('if: "{{collector.a.b}} == 2"', [])).toBe(false);
  expect(await applies('if: "{{collector.gone.b}} == 2"', [])).toBe(false);
});

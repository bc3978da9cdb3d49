import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLanguage } from '@/agent/expression/evaluator';
import { type LoadedFunction, loadFunctions } from '@/agent/packs/function-loader';
import { packJudges } from '@/agent/packs/pack-judges';
import type { PackPlace } from '@/agent/packs/pack-places';
import { PackStore } from '@/agent/packs/pack-store';
import { describeFunctions } from '@/common/expression/function-table';
import { functionsMarkdown } from '@/common/expression/functions-markdown';
import { shown, surroundings } from '../../common/expression/evaluator';
import { FakeClock } from '../../support/fake-clock';
import { QuietLog } from '../../support/quiet-log';

let directory: string;
let places: PackPlace[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsbro-functions-'));
  places = [
    { level: 'core', path: join(directory, 'core') },
    { level: 'local', path: join(directory, 'local') },
  ];
  write('core/shop/pack.yaml', 'name: shop\nversion: 1.0.0\nsummary: The shop.\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const whole = join(directory, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
}

function showWith(functions: readonly LoadedFunction[]) {
  const language = createLanguage(functions.map((each) => each.function));
  return (text: string) => shown(text, surroundings(), language);
}

const parameters = "[{ name: 'value', kind: 'number', help: 'A number.' }]";
const header = `summary: 'Twice.', returns: 'a number', parameters: ${parameters}`;
const double = (body = 'run: ({ value }) => value * 2') =>
  `export default { name: 'double', ${header}, ${body} };`;

describe('a function in one file of a pack', () => {
  test('is one that expressions may name, and is described beside the others', async () => {
    write('core/shop/functions/double.mjs', double());
    const { functions, faults } = await loadFunctions(places);
    expect(faults).toEqual([]);
    expect(showWith(functions)('double(21)')).toBe('42');
    const language = createLanguage(functions.map((each) => each.function));
    expect(language.functions.get('double')?.group).toBe('pack');
  });

  test('gets plain data and gives plain data', async () => {
    write(
      'core/shop/functions/double.mjs',
      `export default { name: 'double', summary: 'x', returns: 'x',
        parameters: [{ name: 'given', kind: 'any', help: 'x' }],
        run: ({ given }) => ({ was: given, list: Array.isArray(given.a) }) };`,
    );
    const { functions } = await loadFunctions(places);
    const show = showWith(functions);
    expect(show("double({'a': [1, 2.5]})")).toBe("{'was': {'a': [1, 2.5]}, 'list': True}");
  });

  test.each([
    ['throws', "run() { throw new Error('the shop is closed'); }", /double: the shop is closed/],
    ['gives a function', 'run: () => () => 1', /gave what no JSON can say/],
    ['gives itself', 'run() { const x = []; x.push(x); return x; }', /gave too much/],
  ])('that %s is a fault of the expression', async (_, body, words) => {
    write('core/shop/functions/double.mjs', double(body));
    const { functions } = await loadFunctions(places);
    const show = showWith(functions);
    expect(() => show('double(1)')).toThrow(words);
  });

  test('that gives nothing is missing', async () => {
    write('core/shop/functions/double.mjs', double('run: () => undefined'));
    const { functions } = await loadFunctions(places);
    const show = showWith(functions);
    expect(show('is_missing(double(1))')).toBe('True');
  });

  test('of a stronger level stands before the weaker one', async () => {
    write('core/shop/functions/double.mjs', double());
    write('local/shop/functions/double.mjs', double('run: ({ value }) => value * 3'));
    const { functions } = await loadFunctions(places);
    expect(functions.map(({ level }) => level)).toEqual(['local']);
  });
});

describe('a function that is wrong is told with its file, and the others load', () => {
  test.each([
    ['has another name', double().replace("'double'", "'treble'"), /expected double, as the file/],
    ['has neither run nor ask', `export default { name: 'double', ${header} };`, /run or ask/],
    ['exports nothing', 'export const x = 1;', /expected a default export/],
    ['is no JavaScript', 'export default {', /parse|Unexpected/],
    ['has no summary', double().replace("summary: 'Twice.', ", ''), /summary: /],
  ])('one that %s', async (_, text, words) => {
    write('core/shop/functions/double.mjs', text);
    write('core/shop/functions/other.mjs', double().replace("'double'", "'other'"));
    const { functions, faults } = await loadFunctions(places);
    expect(functions.map((each) => each.function.name)).toEqual(['other']);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.message).toMatch(words);
    expect(faults[0]?.message).toContain(join(directory, 'core/shop/functions/double.mjs'));
  });

  test('one that is called as one of the language', async () => {
    write('core/shop/functions/len.mjs', double().replace("'double'", "'len'"));
    const { functions, faults } = await loadFunctions(places);
    expect(functions).toEqual([]);
    expect(faults[0]?.message).toMatch(/len is a function of the language itself/);
  });
});

test('a check may use the function of a pack; when that breaks, the version before goes on', async () => {
  write('core/shop/functions/double.mjs', double());
  write('core/shop/checks/twice.yaml', 'summary: Twice.\ncritical_if: double(2) > 3\n');
  const clock = new FakeClock();
  const store = new PackStore({ clock, log: new QuietLog(), places, judges: packJudges });
  const first = await store.open();
  expect(first.tree.faults).toEqual([]);
  expect(first.tree.packs[0]?.files.checks.map(({ name }) => name)).toEqual(['twice']);
  write('core/shop/functions/double.mjs', 'export default {');
  await store.reload();
  const again = await loadFunctions(places, first.functions);
  expect(again.functions.map((each) => each.function.name)).toEqual(['double']);
  expect(again.faults[0]?.message).toMatch(/The version before stays in force/);
});

const shipped = await loadFunctions([{ level: 'core', path: 'packs' }]);

test('the functions of the shipped packs load', () => {
  expect(shipped.faults).toEqual([]);
});

test('the handbook has every function: opsbro evaluator list --markdown writes it anew', () => {
  const language = createLanguage(shipped.functions.map((each) => each.function));
  const text = functionsMarkdown(describeFunctions(language.functions.values()));
  expect(readFileSync('FUNCTIONS.md', 'utf8')).toBe(text);
});

test.each(shipped.functions.flatMap((each) => each.function.examples))(
  '%s gives %s',
  (expression, result) => {
    expect(showWith(shipped.functions)(expression)).toBe(result);
  },
);

describe('within_hours', () => {
  test.each([
    ['2026-11-22T23:30:00Z', 'UTC', 'True'],
    ['2026-11-22T05:59:59Z', 'UTC', 'True'],
    ['2026-11-22T06:00:00Z', 'UTC', 'False'],
    ['2026-11-22T21:30:00Z', 'Europe/Paris', 'True'],
    ['2026-11-22T21:30:00Z', 'UTC', 'False'],
  ])('knows whether %s in %s is between 22:00 and 06:00', (at, zone, result) => {
    const clock = new FakeClock(Date.parse(at));
    const language = createLanguage(shipped.functions.map((each) => each.function));
    const text = `within_hours('22:00', '06:00', zone='${zone}')`;
    expect(shown(text, { ...surroundings(), clock }, language)).toBe(result);
  });

  test.each(["within_hours('25:00', '06:00')", "within_hours('2', '06:00')"])(
    'refuses %s',
    (text) => {
      expect(() => showWith(shipped.functions)(text)).toThrow(/expected a time of day/);
    },
  );
});

import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { compileCheck } from '@/agent/checks/compiled-check';
import { explainCheck } from '@/agent/checks/explain-check';
import { CheckExplanationView } from '@/app/_components/explain/check-explanation';
import { ExplanationView } from '@/app/_components/explain/explanation-view';
import type { CheckState } from '@/common/domain/check';
import type { CheckReport } from '@/common/domain/check-report';
import type { Surroundings } from '@/common/expression/frame';
import { fromJson } from '@/common/expression/json';
import { createProgram } from '@/common/expression/program';
import { type RootScope, scopeOf, treeScope } from '@/common/expression/scope';
import { checkFile, language } from '../agent/checks/check-file';
import { surroundings } from '../common/expression/evaluator';
import { FakeClock } from '../support/fake-clock';

const clock = new FakeClock();

const collector = treeScope(fromJson({ memory: { phys_used: 93.2, swap: 3 } }), () => ({
  source: 'collector memory',
  atMs: clock.wallMs() - 3_000,
  pack: 'system',
  unit: 'percent',
}));
const parameters = treeScope(fromJson({ memory_critical: 90, memory_warning: 80 }), () => ({
  source: 'parameter of the pack linux, /etc/opsbro/parameters.yaml:3:7',
  pack: 'linux',
  level: 'core',
}));

const around = (roots: Readonly<Record<string, RootScope>> = {}): Surroundings => ({
  ...surroundings(),
  clock,
  scope: scopeOf({ collector, parameters, ...roots }),
});

/** As a reader sees it: the words without the marks between them. */
const wordsOf = (markup: string) =>
  markup
    .replace(/<li[^>]*>/g, ' • ')
    .replace(/<[^>]+>/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&#x27;', "'")
    .replace(/\s+/g, ' ');

async function explained(text: string): Promise<string> {
  const explanation = await createProgram(text, language).explain(around());
  return wordsOf(renderToStaticMarkup(createElement(ExplanationView, { explanation })));
}

async function explainedCheck(text: string, state: CheckState): Promise<string> {
  const check = compileCheck(checkFile('memory', text), language);
  const report: CheckReport = { state } as CheckReport;
  const { parts } = await explainCheck({ check, report }, (variables) => around({ variables }));
  return wordsOf(renderToStaticMarkup(createElement(CheckExplanationView, { state, parts })));
}

describe('the sentence of an explanation', () => {
  test.each([
    [
      '{{collector.memory.phys_used}} > {{parameters.memory_critical}}',
      'True because {{collector.memory.phys_used}} is 93.2 (pack system), above {{parameters.memory_critical}}, which is 90 (pack linux, level core).',
    ],
    [
      "{{collector.memory.swap}} > 50 or 'a > b' == 'c' or {{collector.memory.phys_used}} >= 90",
      'True because {{collector.memory.phys_used}} is 93.2 (pack system), at or above 90.',
    ],
    [
      '({{collector.memory.swap}} > 50) or not {{collector.memory.phys_used}}',
      'False because {{collector.memory.swap}} is 3 (pack system), not above 50, and {{collector.memory.phys_used}} is 93.2 (pack system).',
    ],
    [
      '{{collector.memory.swap}} not in [1, 2]',
      'True because {{collector.memory.swap}} is 3 (pack system), not in [1, 2], which is [1, 2].',
    ],
    [
      '1 < {{collector.memory.swap}} < 5',
      'True because 1 < {{collector.memory.swap}} < 5 is True (pack system).',
    ],
    [
      '{{collector.memory.gone}} > 1 and True',
      'Missing because {{collector.memory.gone}} is missing: collector.memory has no value “gone”.',
    ],
    [
      "{{collector.memory.swap}} + 'x' > 1",
      "Failed because {{collector.memory.swap}} + 'x' failed: column 1: + does not go between a number and text. To put a value into a text write '%s' % value.",
    ],
  ])('of %s names what decided, and where that is from', async (text, sentence) => {
    expect((await explained(text)).split(' • ')[0]).toBe(sentence);
  });
});

test('the tree says value, unit, source, age, pack and level of each leaf, and what was not needed', async () => {
  const text =
    '{{parameters.memory_critical}} > 1 or {{collector.memory.swap}} > {{collector.memory.gone}}';
  const lines = (await explained(text)).split(' • ').slice(1);
  expect(lines).toEqual([
    `${text}= True`,
    '{{parameters.memory_critical}} > 1= True',
    '{{parameters.memory_critical}}= 90← from parameter of the pack linux, /etc/opsbro/parameters.yaml:3:7, pack linux, level core',
    '{{collector.memory.swap}} > {{collector.memory.gone}}not needed: decided before',
    '{{collector.memory.swap}}not needed: decided before',
    '{{collector.memory.gone}}not needed: decided before',
  ]);
  expect(await explained('{{collector.memory.swap}} > 1')).toContain(
    '{{collector.memory.swap}}= 3← from percent, collector memory, measured 3 s before, pack system',
  );
});

const MEMORY = `
summary: Memory
variables: { used: "max([{{collector.memory.phys_used}}, 5])" }
critical_if: "{{variables.used}} >= {{parameters.memory_critical}}"
warning_if: "{{variables.used}} >= {{parameters.memory_warning}}"`;

describe('of a check', () => {
  test('the sentence looks through its variables to the value that was measured', async () => {
    expect(await explainedCheck(MEMORY, 'critical')).toContain(
      'Critical because max([{{collector.memory.phys_used}}, 5]) is 93.2 (pack system), at or above {{parameters.memory_critical}}, which is 90 (pack linux, level core).',
    );
  });

  test('of what a condition computes from a variable alone, it says where that is from', async () => {
    const text = `
summary: Memory
variables: { used: "{{collector.memory.phys_used}}" }
critical_if: "2 * {{variables.used}} > {{parameters.memory_critical}}"`;
    expect(await explainedCheck(text, 'critical')).toContain(
      'Critical because 2 * {{variables.used}} is 186.4 (pack system), above {{parameters.memory_critical}}, which is 90 (pack linux, level core).',
    );
  });

  test('the sentence is about the condition of its state, and says when that holds no more', async () => {
    expect(await explainedCheck(MEMORY, 'warning')).toContain(
      'Warning because max([{{collector.memory.phys_used}}, 5]) is 93.2',
    );
    const gone = MEMORY.replaceAll('>=', '<');
    expect(await explainedCheck(gone, 'critical')).toMatch(
      /^Critical although max.* is 93.2 .*, not below .*90 .*It changes its state after some attempts/,
    );
    expect(await explainedCheck(gone, 'ok')).toMatch(/^OK because .*not below .*memory_warning/);
    expect(await explainedCheck(MEMORY, 'ok')).toMatch(/^OK although .*above .*memory_critical/);
  });

  test('an unknown one names the value that is missing, in a variable too', async () => {
    const text = MEMORY.replace('phys_used', 'gone');
    expect(await explainedCheck(text, 'unknown')).toContain(
      'Unknown because {{collector.memory.gone}} is missing: collector.memory has no value “gone”.',
    );
  });
});

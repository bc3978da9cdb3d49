import { expect, test } from 'vitest';
import { type ExplanationPaint, explanationText } from '@/common/expression/explain-text';
import type { Surroundings } from '@/common/expression/frame';
import { fromJson } from '@/common/expression/json';
import { createProgram } from '@/common/expression/program';
import { scopeOf, treeScope } from '@/common/expression/scope';
import { FakeClock } from '../../support/fake-clock';
import { LANGUAGE, surroundings } from './evaluator';

const clock = new FakeClock();
const around: Surroundings = {
  ...surroundings(),
  clock,
  scope: scopeOf({
    collector: treeScope(fromJson({ memory: { phys_used: 94.2 } }), () => ({
      source: 'collector memory',
      atMs: clock.wallMs() - 3_000,
      pack: 'system',
      unit: 'percent',
    })),
    parameters: treeScope(fromJson({ critical: 90 }), () => ({
      source: 'parameter',
      pack: 'linux',
      level: 'zone',
    })),
  }),
};

const plain = (text: string) => text;
const PLAIN: ExplanationPaint = { value: plain, missing: plain, failed: plain, dim: plain };
const explained = (text: string) => createProgram(text, LANGUAGE).explain(around);
const linesOf = async (text: string) => explanationText(await explained(text), PLAIN);

test('each leaf tells its value, source, age, pack and level', async () => {
  expect(await linesOf('{{collector.memory.phys_used}} > {{parameters.critical}}')).toEqual([
    '{{collector.memory.phys_used}} > {{parameters.critical}} = True',
    '├─ {{collector.memory.phys_used}} = 94.2  ← percent, collector memory, 3 s ago, pack system',
    '└─ {{parameters.critical}} = 90  ← parameter, pack linux, level zone',
  ]);
});

test('what was not needed is marked, and what is missing says why', async () => {
  expect(
    await linesOf(
      '({{parameters.critical}} > 1 or {{collector.redis.up}}) and not {{collector.x.y}}',
    ),
  ).toEqual([
    '({{parameters.critical}} > 1 or {{collector.redis.up}}) and… = missing: collector has no value “x”',
    '├─ ({{parameters.critical}} > 1 or {{collector.redis.up}}) = True',
    '│  ├─ {{parameters.critical}} > 1 = True',
    '│  │  └─ {{parameters.critical}} = 90  ← parameter, pack linux, level zone',
    '│  └─ {{collector.redis.up}}  (not needed)',
    '└─ not {{collector.x.y}} = missing: collector has no value “x”',
    '   └─ {{collector.x.y}} = missing: collector has no value “x”',
  ]);
});

test('a failure stands at its operation, with the values that led to it', async () => {
  expect(await linesOf('1 + ({{parameters.critical}} < {{collector.memory}})')).toEqual([
    '1 + ({{parameters.critical}} < {{collector.memory}}) = failed below',
    '└─ ({{parameters.critical}} < {{collector.memory}}) = failed: column 5: a number < a dict: these two have no order.',
    '   ├─ {{parameters.critical}} = 90  ← parameter, pack linux, level zone',
    "   └─ {{collector.memory}} = {'phys_used': 94.2}  ← percent, collector memory, 3 s ago, pack system",
  ]);
});

test('an explanation is data that can be sent and kept', async () => {
  const explanation = await explained('len([1, {{parameters.critical}}]) if True else 2 ** 70');
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  expect(explanation).toMatchObject({
    outcome: { is: 'value', value: 2, shown: '2', isTrue: true },
    root: {
      kind: 'conditional',
      children: [
        {
          kind: 'call',
          text: 'len([1, {{parameters.critical}}])',
          start: 0,
          end: 33,
          children: [{ kind: 'list', children: [{ kind: 'reference' }] }],
        },
        { kind: 'binary', outcome: { is: 'skipped' } },
      ],
    },
  });
});

test('a value that is too large to be shown is cut, not refused', async () => {
  const { outcome } = await explained("['x' * 1000] * 1000");
  expect(outcome).toMatchObject({ is: 'value' });
  expect(JSON.stringify(outcome).length).toBeLessThan(1_100_000);
  expect(outcome.is === 'value' && outcome.shown.length).toBeLessThanOrEqual(200);
});

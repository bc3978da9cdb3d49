import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loneClusterFacts } from '@/agent/expression/cluster-facts';
import { createEvaluator } from '@/agent/expression/evaluator';
import { createMachineFacts } from '@/agent/expression/machine-facts';
import { parameterScope } from '@/agent/packs/parameter-scope';
import { seededRandom } from '@/common/random';
import { FakeClock } from '../../support/fake-clock';
import { PackBench } from './pack-bench';

let bench: PackBench;
beforeEach(() => {
  bench = new PackBench();
  bench.pack('core/redis');
  bench.write(
    'core/redis/parameters.yaml',
    [
      'memory_warning: { type: int, default: 80, help: Too full., unit: percent }',
      'hosts: { type: strings, default: [a, b], help: Which. }',
      'password: { type: string, default: hunter2, help: Of it., secret: true }\n',
    ].join('\n'),
  );
  bench.write('zone/redis/parameters.yaml', 'memory_warning: 90\n');
});
afterEach(() => bench[Symbol.dispose]());

function evaluate(text: string) {
  return evaluator().evaluate(text, parameterScope(bench.only()));
}

function evaluator() {
  return createEvaluator({
    clock: new FakeClock(),
    random: seededRandom(1),
    host: createMachineFacts({
      cluster: loneClusterFacts({ static: () => [], all: () => [] }, () => false),
      environment: {},
    }),
    collectors: { names: () => [], report: () => undefined, data: () => undefined },
    configuration: () => ({}),
  });
}

test('an expression sees the value in force, and its explanation names pack, level, file and line', async () => {
  const explanation = await evaluate('{{parameters.memory_warning}} > 85');
  expect(explanation.outcome).toMatchObject({ is: 'value', value: true });
  const text = JSON.stringify(explanation);
  expect(text).toContain('"level":"zone"');
  expect(text).toContain(join(bench.root, 'zone/redis/parameters.yaml:1:1'));
  expect(await evaluate("'b' in {{parameters.hosts}}")).toMatchObject({ outcome: { value: true } });
});

test('a secret is missing from expressions, and its value stands in no explanation', async () => {
  const explanation = await evaluate('{{parameters.password}} == "x"');
  expect(explanation.outcome).toMatchObject({ is: 'missing' });
  expect(JSON.stringify(explanation)).toContain('is secret');
  const all = await evaluate('{{parameters.*}}');
  expect(JSON.stringify(all)).not.toContain('hunter2');
  const near = await evaluate('{{parameters.pasword}}');
  expect(JSON.stringify(near)).not.toContain('hunter2');
});

test('without a pack parameters are missing, and that is the reason given', async () => {
  const { outcome } = await evaluator().evaluate('{{parameters.memory_warning}}');
  expect(outcome).toMatchObject({
    is: 'missing',
    reason: expect.stringContaining('no pack was named'),
  });
});

import { setImmediate as jobEnds } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { readYaml } from '@/agent/packs/yaml-text';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('places and comments are found long after the tree was let go', async () => {
  const text = '# What it is called.\nname: redis\nhosts:\n  - a\n  - b\n';
  const { at, commentAbove, value } = readYaml('/packs/redis/pack.yaml', text);
  const ask = () => [at(['hosts', 1]), at(['nothing']), commentAbove('name')];
  const first = ask();
  expect(first).toEqual([
    '/packs/redis/pack.yaml:5:5',
    '/packs/redis/pack.yaml:2:1',
    'What it is called.',
  ]);
  for (let round = 0; round < 3; round++) {
    await jobEnds();
    collectGarbage();
  }
  expect(ask()).toEqual(first);
  expect(value).toEqual({ name: 'redis', hosts: ['a', 'b'] });
});
